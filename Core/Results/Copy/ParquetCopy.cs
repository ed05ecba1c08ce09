using Analytics.Catalogue.Jobs;
using Analytics.Tabular.Schema;

using Npgsql;

using ParquetSharp;

namespace Analytics.Results.Copy;

/// <summary>
/// Sends Parquet files to a table by binary COPY. Columns are read with their physical types and encoded as they are, so that no value
/// is boxed and no text is decoded.
/// </summary>
internal static class ParquetCopy
{
    private const int BatchRows = 8192;
    private const int SendBytes = 192 * 1024;

    /// <summary>What is wrong with the columns of one of the files; null where all have those that were declared.</summary>
    public static string? FaultOf(IEnumerable<string> paths, IReadOnlyList<JobColumn> columns)
    {
        foreach (var path in paths)
        {
            using var file = new ParquetFileReader(path);
            if (CopyColumns.FaultOf(file.FileMetaData.Schema, columns) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>Sends all rows, each with its run's number behind its values; returns how many there were.</summary>
    /// <param name="runId">The run of all rows; null where the file's last column says it, row by row.</param>
    public static async Task<long> SendAsync(
        NpgsqlConnection connection,
        string copyStatement,
        IEnumerable<string> paths,
        IReadOnlyList<JobColumn> columns,
        long? runId,
        CancellationToken cancellationToken)
    {
        var rows = 0L;
        var isComplete = false;
        var buffer = new CopyBuffer();
        buffer.WriteHeader();
        await using var stream = await connection.BeginRawBinaryCopyAsync(copyStatement, cancellationToken);
        try
        {
            foreach (var path in paths)
            {
                using var file = new ParquetFileReader(path);
                for (var group = 0; group < file.FileMetaData.NumRowGroups; group++)
                {
                    using var rowGroup = file.RowGroup(group);
                    rows += await SendRowGroupAsync(stream, rowGroup, columns, runId, buffer, cancellationToken);
                }
            }

            buffer.WriteTrailer();
            await stream.WriteAsync(buffer.Written, cancellationToken);
            isComplete = true;
        }
        finally
        {
            if (!isComplete)
            {
                // Leaving the stream without this would end the COPY as if it were complete.
                await stream.CancelAsync();
            }
        }

        return rows;
    }

    private static async Task<long> SendRowGroupAsync(
        NpgsqlRawCopyStream stream,
        RowGroupReader rowGroup,
        IReadOnlyList<JobColumn> declared,
        long? runId,
        CopyBuffer buffer,
        CancellationToken cancellationToken)
    {
        var columns = new List<CopyColumn>(declared.Count);
        try
        {
            for (var at = 0; at < declared.Count; at++)
            {
                columns.Add(CopyColumns.Open(rowGroup, at, declared[at].Type, BatchRows));
            }

            if (runId is null)
            {
                columns.Add(CopyColumns.Open(rowGroup, declared.Count, new ColumnType(ColumnKind.Int64), BatchRows));
            }

            var total = rowGroup.MetaData.NumRows;
            for (var sent = 0L; sent < total; sent += BatchRows)
            {
                var rows = (int)Math.Min(BatchRows, total - sent);
                columns.ForEach(column => column.Read(rows));
                for (var row = 0; row < rows; row++)
                {
                    WriteRow(columns, runId, buffer);
                    if (buffer.Length >= SendBytes)
                    {
                        await stream.WriteAsync(buffer.Written, cancellationToken);
                        buffer.Clear();
                    }
                }
            }

            return total;
        }
        finally
        {
            columns.ForEach(column => column.Dispose());
        }
    }

    private static void WriteRow(List<CopyColumn> columns, long? runId, CopyBuffer buffer)
    {
        buffer.WriteInt16((short)(columns.Count + (runId is null ? 0 : 1)));
        foreach (var column in columns)
        {
            column.WriteNext(buffer);
        }

        if (runId is { } run)
        {
            buffer.WriteInt32(sizeof(long));
            buffer.WriteInt64(run);
        }
    }
}
