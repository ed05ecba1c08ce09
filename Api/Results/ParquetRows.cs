using Analytics.Results;

using ParquetSharp;

namespace Analytics.Api.Results;

/// <summary>Writes rows as Parquet: types that it has no column for become text.</summary>
internal static class ParquetRows
{
    private const int GroupRows = 50_000;

    /// <summary>Rows wait in memory until their group is written: long texts make groups of fewer rows.</summary>
    private const long GroupCharacters = 16 << 20;

    public static async Task WriteAsync(
        Stream target, IReadOnlyList<ResultColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var typed = columns.Select(ExportColumn.Of).ToArray();
        using var writer = new ParquetFileWriter(
            target, [.. typed.Select(column => column.Declared)], null, Compression.Zstd, null, leaveOpen: true);
        var waiting = new List<object?[]>();
        var characters = 0L;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            waiting.Add(row);
            characters += row.Sum(value => value switch { string text => text.Length, byte[] bytes => bytes.Length, _ => 0L });
            if (waiting.Count == GroupRows || characters >= GroupCharacters)
            {
                characters = 0;
                WriteGroup(writer, typed, waiting);
                waiting.Clear();
            }
        }

        WriteGroup(writer, typed, waiting);
        writer.Close();
    }

    private static void WriteGroup(ParquetFileWriter writer, ExportColumn[] columns, List<object?[]> rows)
    {
        using var group = writer.AppendRowGroup();
        for (var at = 0; at < columns.Length; at++)
        {
            columns[at].Write(group, rows, at);
        }
    }
}
