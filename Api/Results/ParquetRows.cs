using Analytics.Core.Results;

using ParquetSharp;

namespace Analytics.Api.Results;

/// <summary>Writes rows as Parquet: types that it has no column for become text.</summary>
internal static class ParquetRows
{
    private const int GroupRows = 50_000;

    public static async Task WriteAsync(
        Stream target, IReadOnlyList<ResultColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var typed = columns.Select(ParquetColumn.Of).ToArray();
        using var writer = new ParquetFileWriter(
            target, [.. typed.Select(column => column.Declared)], null, Compression.Zstd, null, leaveOpen: true);
        var waiting = new List<object?[]>();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            waiting.Add(row);
            if (waiting.Count == GroupRows)
            {
                WriteGroup(writer, typed, waiting);
                waiting.Clear();
            }
        }

        WriteGroup(writer, typed, waiting);
        writer.Close();
    }

    private static void WriteGroup(ParquetFileWriter writer, ParquetColumn[] columns, List<object?[]> rows)
    {
        using var group = writer.AppendRowGroup();
        for (var at = 0; at < columns.Length; at++)
        {
            columns[at].Write(group, rows, at);
        }
    }
}
