using Analytics.Datasets;
using DuckDB.NET.Data;

namespace Analytics.Ingestor.Tests.Support;

/// <summary>Reads a dataset's version as other programs do: its files, by an engine that shares no code with the writer.</summary>
internal static class Rows
{
    /// <summary>The first column of a query over the files of a version, named <c>t</c>.</summary>
    public static async Task<IReadOnlyList<object>> QueryAsync(IngestorBench bench, string dataset, long version, string sql)
    {
        var files = await bench.Reads.FilesAsync(dataset, version, IngestorBench.Stop);
        Assert.NotNull(files);
        return Query(bench, files, sql);
    }

    private static List<object> Query(IngestorBench bench, IReadOnlyList<DatasetFile> files, string sql)
    {
        var paths = string.Join(", ", files.Select(file => $"'{Path.Combine(bench.Processed.RootPath, file.Key)}'"));
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"with t as (from read_parquet([{paths}])) {sql}";
        using var reader = command.ExecuteReader();
        var values = new List<object>();
        while (reader.Read())
        {
            values.Add(reader.GetValue(0));
        }

        return values;
    }
}
