using Analytics.Catalogue.Jobs;
using Analytics.Tabular.Schema;

using Npgsql;

using ParquetSharp;
using ParquetSharp.Schema;

namespace Analytics.Results.Snapshots;

/// <summary>Writes a table's rows, each with its run, to one Parquet file; no more than a row group of them is in memory.</summary>
internal static class SnapshotFile
{
    private const int GroupRows = 100_000;

    /// <summary>Long texts make groups of fewer rows.</summary>
    private const long GroupBytes = 32 << 20;

    /// <summary>Returns how many rows there were.</summary>
    public static async Task<long> WriteAsync(
        NpgsqlConnection connection, string table, IReadOnlyList<JobColumn> columns, string path, CancellationToken cancellationToken)
    {
        JobColumn[] all = [.. columns, new JobColumn(ResultNames.RunColumn, new ColumnType(ColumnKind.Int64))];
        var parts = all.Select(column => SnapshotColumns.Of(column.Name, column.Type)).ToArray();
        var select = string.Join(", ", all.Select(column => SnapshotColumn.Select(column.Name, column.Type)));
        using var schema = new GroupNode("schema", Repetition.Required, [.. parts.Select(part => part.Node)]);
        using var builder = new WriterPropertiesBuilder();
        using var properties = builder.Compression(Compression.Zstd).EnablePageChecksum().Build();
        using var file = new ParquetFileWriter(path, schema, properties);
        var (rows, waiting) = (0L, 0);
        await using (var export = await connection.BeginBinaryExportAsync(
            $"copy (select {select} from {ResultNames.Table(table)}) to stdout (format binary)", cancellationToken))
        {
            export.Timeout = Timeout.InfiniteTimeSpan;
            while (await export.StartRowAsync(cancellationToken) >= 0)
            {
                foreach (var part in parts)
                {
                    await part.ReadAsync(export, cancellationToken);
                }

                rows++;
                if (++waiting == GroupRows || parts.Sum(part => part.Bytes) >= GroupBytes)
                {
                    WriteGroup(file, parts);
                    waiting = 0;
                }
            }
        }

        if (waiting > 0)
        {
            WriteGroup(file, parts);
        }

        file.Close();
        return rows;
    }

    private static void WriteGroup(ParquetFileWriter file, SnapshotColumn[] parts)
    {
        using var group = file.AppendRowGroup();
        foreach (var part in parts)
        {
            part.Write(group);
        }

        group.Close();
    }
}
