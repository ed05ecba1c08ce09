using System.Diagnostics;
using DuckDB.NET.Data;

namespace Analytics.Bench.Ingest;

/// <summary>The bare side of ingest: DuckDB's typed, unchecked COPY of the same file to Parquet.</summary>
internal static class DuckCopy
{
    private const int RowGroupRows = 122_880;
    private const int ZstdLevel = 3;

    public static async Task<(double Seconds, long Bytes)> MeasureAsync(
        string source, SourceKind kind, string folder, int threads, CancellationToken cancellationToken)
    {
        var target = Path.Combine(folder, "copy.parquet");
        var clock = Stopwatch.StartNew();
        await WriteAsync(source, kind, target, threads, cancellationToken);
        var measured = (clock.Elapsed.TotalSeconds, new FileInfo(target).Length);
        File.Delete(target);
        return measured;
    }

    /// <summary>Writes the file's rows as Parquet.</summary>
    public static async Task WriteAsync(
        string source, SourceKind kind, string target, int threads, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", Lineitem.Columns.Select(column => $"'{column.Name}': '{column.Duck}'"));
        var read = kind == SourceKind.Ndjson
            ? $"read_json('{source}', format='newline_delimited', columns={{{columns}}})"
            : $"read_csv('{source}', auto_detect=false, header=true, columns={{{columns}}})";
        await using var connection = new DuckDBConnection("Data Source=:memory:");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"SET threads={threads}; COPY (SELECT * FROM {read}) TO '{target}' "
            + $"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL {ZstdLevel}, ROW_GROUP_SIZE {RowGroupRows})";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
