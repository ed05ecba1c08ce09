namespace Analytics.Api.Tests.Support;

/// <summary>A small catalogue: one dataset; a job that runs by itself, one that is started by hand, one that never runs; a dashboard; a faulty file.</summary>
internal static class SampleCatalogue
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["datasets/flights.yaml"] = """
            description: Flights of a <b>small</b> airline
            owner: data team
            format: csv
            maxRejectedShare: 0.5
            freshWithin: 24h
            fields:
              - { name: origin, type: string, constraints: { required: true } }
              - { name: day, type: date }
              - { name: delay, type: int32, unit: minutes, constraints: { minimum: "-60" } }
            """,
        ["datasets/faulty.yaml"] = """
            format: csv
            fields:
              - { name: a, type: int33 }
            """,
        ["jobs/delays/job.yaml"] = """
            description: How late do flights leave each airport?
            kind: sql
            script: delays.sql
            inputs: [flights]
            parameters:
              - { name: least, type: int32, default: "0", description: Flights that an airport must have }
            output:
              table: delays
              mode: replace
              key: [origin]
              columns:
                - { name: origin, type: string, required: true }
                - { name: flights, type: int64, required: true }
                - { name: delay, type: double, unit: minutes }
            triggers:
              on: [flights]
            """,
        ["jobs/delays/delays.sql"] =
            "select origin, count(*) as flights, avg(delay) as delay from flights group by origin having count(*) >= $least",
        ["jobs/manual/job.yaml"] = """
            kind: sql
            script: manual.sql
            inputs: [flights]
            output: { table: manual, mode: replace, columns: [{ name: origin, type: string }] }
            """,
        ["jobs/unrun/job.yaml"] = """
            kind: sql
            script: unrun.sql
            inputs: [flights]
            output: { table: unrun, mode: replace, columns: [{ name: origin, type: string }] }
            """,
        ["jobs/unrun/unrun.sql"] = "select origin from flights",
        ["jobs/manual/manual.sql"] = "select origin from flights",
        ["dashboards/flights.yaml"] = """
            title: Flights
            filters:
              - { name: least, label: At least, type: int32, default: "0" }
            charts:
              - id: delays
                title: Delay by airport
                kind: bar
                job: delays
                query: select origin, delay from results.delays where flights >= @least order by origin
                x: { column: origin }
                y: { column: delay, unit: minutes }
              - id: awaited
                title: Nothing yet
                kind: table
                job: unrun
                query: select origin from results.unrun
            """,
        ["jobs/unlucky/job.yaml"] = """
            kind: sql
            script: unlucky.sql
            inputs: [flights]
            output: { table: unlucky, mode: replace, columns: [{ name: origin, type: string }] }
            """,
        ["jobs/unlucky/unlucky.sql"] = "select origin from flights",
        ["jobs/late/job.yaml"] = """
            kind: sql
            script: late.sql
            inputs: [flights]
            output: { table: late, mode: replace, columns: [{ name: origin, type: string }] }
            """,
        ["jobs/late/late.sql"] = "select origin from flights",
        ["jobs/measures/job.yaml"] = """
            kind: sql
            script: measures.sql
            inputs: [flights]
            output: { table: measures, mode: append, columns: [{ name: n, type: int32 }, { name: value, type: double }] }
            """,
        ["jobs/measures/measures.sql"] = "select 1::int as n, 1::double as value from flights",
        ["dashboards/odd.yaml"] = """
            title: Odd
            filters:
              - { name: least, label: At least, type: int32, default: "0" }
            charts:
              - { id: unlucky, title: Fails, kind: table, job: unlucky, query: select origin from results.unlucky }
              - { id: late, title: Just loaded, kind: table, job: late, query: select origin from results.late }
              - { id: measures, title: Appended, kind: table, job: measures, query: "select n, value from results.measures order by n" }
              - { id: infinite, title: No number, kind: table, job: delays,
                  query: "select 'Infinity'::float8 as a, 'NaN'::float4 as b, 1.5::float8 as c from results.delays limit 1" }
              - { id: faulty, title: Divides by zero, kind: table, job: delays, query: "select 1 / (flights - flights) from results.delays" }
              - { id: missing, title: No such table, kind: table, job: delays, query: "select 1 from results.delays, results.unrun" }
              - { id: unjoined, title: No such column, kind: table, job: delays, query: "select nope, @least from results.delays" }
              - { id: dated, title: Until today, kind: table, job: delays,
                  query: "select current_date - date '2001-01-01' as days from results.delays limit 1" }
              - { id: joined, title: Two tables, kind: table, job: delays,
                  query: "select count(*) from results.measures, results.delays" }
            """,
    };

    public static string Write(string folder)
    {
        foreach (var (name, text) in Files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        return folder;
    }
}
