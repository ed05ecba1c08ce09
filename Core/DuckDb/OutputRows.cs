using Analytics.Engines;
using Analytics.JobFailures;

using DuckDB.NET.Data;

namespace Analytics.DuckDb;

/// <summary>Checks the written rows: required columns hold no NULL, and a key names one row.</summary>
internal static class OutputRows
{
    private const int Shown = 5;

    public static void Check(DuckDBConnection connection, string file, EngineOutput output)
    {
        var source = $"read_parquet([{SqlNames.Literal(file)}], hive_partitioning = false)";
        var faults = Nulls(connection, source, output).Concat(Duplicates(connection, source, output)).ToList();
        if (faults.Count > 0)
        {
            throw new EngineFailureException(new EngineFailure(
                EngineFailureCode.Output, "The result's rows break what the job declares.", faults,
                "Filter or group the rows in the SELECT, or change 'required' and 'key' under 'output' in job.yaml.", Retryable: false));
        }
    }

    private static IEnumerable<string> Nulls(DuckDBConnection connection, string source, EngineOutput output)
    {
        var required = output.Columns.Where(column => column.Required || IsKey(output, column)).ToList();
        if (required.Count == 0)
        {
            yield break;
        }

        var counts = connection.Counts(
            $"SELECT {string.Join(", ", required.Select(c => $"count(*) - count({SqlNames.Quote(c.Name)})"))} FROM {source}");
        foreach (var (column, nulls) in required.Zip(counts).Where(pair => pair.Second > 0))
        {
            yield return $"{column.Name}: {nulls} rows have NULL, but it is {(IsKey(output, column) ? "of the key" : "required")}";
        }
    }

    private static IEnumerable<string> Duplicates(DuckDBConnection connection, string source, EngineOutput output)
    {
        if (output.Key.Count == 0)
        {
            return [];
        }

        var key = string.Join(", ", output.Key.Select(SqlNames.Quote));
        var shown = string.Join(" || ', ' || ", output.Key.Select(name =>
            $"{SqlNames.Literal(name + " = ")} || coalesce({SqlNames.Quote(name)}::VARCHAR, 'NULL')"));
        return connection.Texts(
            $"SELECT left({shown}, 300) || ': ' || count(*) || ' rows' FROM {source} GROUP BY {key} HAVING count(*) > 1 LIMIT {Shown}");
    }

    private static bool IsKey(EngineOutput output, EngineColumn column) =>
        output.Key.Contains(column.Name, StringComparer.OrdinalIgnoreCase);
}
