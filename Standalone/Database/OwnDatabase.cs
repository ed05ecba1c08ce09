using Analytics.Database;
using Analytics.EmbeddedPostgres;

namespace Analytics.Standalone.Database;

/// <summary>The database that was given, or else a server of this process's own under the data directory.</summary>
internal static class OwnDatabase
{
    private const string Key = $"ConnectionStrings:{DatabaseOptions.ConnectionName}";

    /// <summary>A server that is started together with the platform needs a moment.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Why the database that was given cannot be used; null when it can, and when none was given.</summary>
    public static async Task<string?> FaultOfGivenAsync(
        ConfigurationManager configuration, CancellationToken cancellationToken) =>
        configuration[Key] is { } given && !string.IsNullOrWhiteSpace(given)
            ? await GivenDatabase.FaultOfAsync(given, Patience, TimeProvider.System, cancellationToken)
            : null;

    /// <summary>Returns the server that was started; null where a connection string was given.</summary>
    public static async Task<EmbeddedPostgresServer?> StartWhereNoneIsGivenAsync(
        ConfigurationManager configuration, DataFolder data, TextWriter output, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(configuration[Key]))
        {
            await output.WriteLineAsync($"Database: the one of {Key}");
            return null;
        }

        using var loggers = LoggerFactory.Create(logging => logging.AddConsole().SetMinimumLevel(LogLevel.Warning));
        await output.WriteLineAsync($"Starting PostgreSQL, with its data in {data.PathOf("postgres")} …");
        var options = new EmbeddedPostgresOptions
        {
            DataDirectory = data.PathOf("postgres"),
            Logger = loggers.CreateLogger<EmbeddedPostgresServer>(),
        };
        var server = await EmbeddedPostgresServer.StartAsync(options, cancellationToken);
        configuration[Key] = server.ConnectionString;
        await output.WriteLineAsync($"Database: PostgreSQL {server.Version} on 127.0.0.1:{server.Port}");
        return server;
    }
}
