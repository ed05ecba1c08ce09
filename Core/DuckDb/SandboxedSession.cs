using Analytics.Engines;
using Analytics.Engines.Sandbox;

using DuckDB.NET.Data;

namespace Analytics.DuckDb;

/// <summary>
/// Opens an in-memory engine that sees the task's inputs and its output folder, and whose settings no SQL can change any more. The
/// second layer: it would hold were the guard to let something pass.
/// </summary>
internal static class SandboxedSession
{
    public static DuckDBConnection Open(IReadOnlyList<EngineInput> inputs, SandboxLimits limits, SessionFolders folders)
    {
        folders.Create();
        var connection = new DuckDBConnection("DataSource=:memory:");
        var isOpen = false;
        try
        {
            connection.Open();
            connection.Run(Before(inputs, limits, folders));
            InputViews.Create(connection, inputs);
            connection.Run("SET enable_external_access = false; SET lock_configuration = true;");
            isOpen = true;
            return connection;
        }
        finally
        {
            if (!isOpen)
            {
                connection.Dispose();
            }
        }
    }

    /// <summary>The order matters: extensions off, limits, folders; the views come next, the locks last.</summary>
    private static string Before(IReadOnlyList<EngineInput> inputs, SandboxLimits limits, SessionFolders folders) =>
        $"""
        SET allow_community_extensions = false;
        SET allow_unsigned_extensions = false;
        SET autoinstall_known_extensions = false;
        SET autoload_known_extensions = false;
        SET allow_persistent_secrets = false;
        SET disabled_filesystems = 'HTTPFileSystem';
        SET threads = {limits.Threads};
        SET memory_limit = '{limits.MemoryBytes >> 10}KiB';
        SET temp_directory = {SqlNames.Literal(folders.Temporary)};
        SET max_temp_directory_size = '{limits.DiskBytes >> 10}KiB';
        SET parquet_metadata_cache = true;
        SET enable_progress_bar = false;
        SET TimeZone = 'UTC';
        SET allowed_directories = [{SqlNames.Literal(folders.Output)}];
        SET allowed_paths = [{string.Join(", ", inputs.SelectMany(input => input.Files).Select(SqlNames.Literal))}];
        """;
}
