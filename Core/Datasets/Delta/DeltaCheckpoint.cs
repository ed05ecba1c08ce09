using Analytics.DuckDb;
using Analytics.Engines;
using DuckDB.NET.Data;

namespace Analytics.Datasets.Delta;

/// <summary>
/// Turns actions into a classic checkpoint: a Parquet file with a row for each, and a struct for each kind of action. DuckDB writes
/// maps and lists in the three levels that Parquet asks for.
/// </summary>
internal static class DeltaCheckpoint
{
    private const string Columns = """
        {
            txn: 'STRUCT(appId VARCHAR, "version" BIGINT)',
            add: 'STRUCT("path" VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, modificationTime BIGINT, dataChange BOOLEAN,
                stats VARCHAR)',
            remove: 'STRUCT("path" VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN,
                partitionValues MAP(VARCHAR, VARCHAR), size BIGINT)',
            metaData: 'STRUCT(id VARCHAR, name VARCHAR, description VARCHAR,
                format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), schemaString VARCHAR, partitionColumns VARCHAR[],
                configuration MAP(VARCHAR, VARCHAR), createdTime BIGINT)',
            protocol: 'STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[])'
        }
        """;

    /// <summary>The engine stays below this, whatever the number of actions; it holds one row group at a time.</summary>
    private const string MemoryLimit = "256MiB";

    private const int RowGroupSize = 10_240;

    /// <summary>Writes the checkpoint into a folder; returns its path.</summary>
    public static async Task<string> WriteAsync(DeltaActions actions, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "checkpoint.parquet");
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancellationToken);
        connection.Run(
            $"SET threads = 1; SET memory_limit = '{MemoryLimit}'; SET preserve_insertion_order = false; "
            + $"SET temp_directory = {SqlNames.Literal(Path.Combine(folder, "checkpoint.tmp"))}");
        connection.Run(
            $"COPY (FROM read_json({SqlNames.Literal(actions.Path)}, format = 'newline_delimited', columns = {Columns})) "
            + $"TO {SqlNames.Literal(path)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {RowGroupSize})");
        return path;
    }
}
