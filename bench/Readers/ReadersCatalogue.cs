namespace Analytics.Bench.Readers;

/// <summary>A dataset of small files, a job that is started by hand, and a dashboard of three charts over its result.</summary>
internal static class ReadersCatalogue
{
    public const string Job = "tally";

    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["datasets/points.yaml"] =
            """
            format: csv
            fields:
              - { name: k, type: int32, constraints: { required: true } }
              - { name: n, type: int64 }
            """,
        ["jobs/tally/job.yaml"] =
            """
            kind: sql
            script: tally.sql
            inputs: [points]
            output:
              table: tally
              mode: replace
              columns: [{ name: k, type: int32, required: true }, { name: total, type: int64 }]
            """,
        ["jobs/tally/tally.sql"] = "select k, sum(n)::int8 as total from points group by k",
        ["dashboards/board.yaml"] =
            """
            title: Board
            charts:
              - { id: a, title: A, kind: table, job: tally, query: "select k, total from results.tally order by k" }
              - { id: b, title: B, kind: table, job: tally, query: "select k, total from results.tally order by total" }
              - { id: c, title: C, kind: table, job: tally, query: "select sum(total) as total from results.tally" }
            """,
    };

    public static IReadOnlyList<string> Charts { get; } = [.. "abc".Select(id => $"/api/v1/dashboards/board/charts/{id}")];

    public static async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var (name, text) in Files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
            await File.WriteAllTextAsync(path, text, cancellationToken);
        }
    }
}
