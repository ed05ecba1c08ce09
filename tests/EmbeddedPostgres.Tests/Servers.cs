using Analytics.Fixtures;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

using Npgsql;

namespace Analytics.EmbeddedPostgres.Tests;

/// <summary>What the tests of the server share.</summary>
internal static class Servers
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A server that keeps its data, as that of a service does.</summary>
    public static Task<EmbeddedPostgresServer> StartAsync(ScratchFolder scratch, PostgresSource source = PostgresSource.Any) =>
        EmbeddedPostgresServer.StartAsync(Options(scratch, source), Token);

    public static EmbeddedPostgresOptions Options(
        ScratchFolder scratch,
        PostgresSource source = PostgresSource.Any,
        string data = "data",
        TimeSpan? startTimeout = null,
        TimeSpan? stopTimeout = null,
        ILogger? logger = null)
    {
        return new EmbeddedPostgresOptions
        {
            DataDirectory = scratch.File(data),
            Source = source,
            SharedBuffersMegabytes = 16,
            MaxConnections = 20,
            StartTimeout = startTimeout ?? TimeSpan.FromSeconds(60),
            StopTimeout = stopTimeout ?? TimeSpan.FromSeconds(30),
            Logger = logger ?? NullLogger.Instance,
        };
    }

    public static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
