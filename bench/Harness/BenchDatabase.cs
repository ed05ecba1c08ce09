using Analytics.Database;
using Analytics.EmbeddedPostgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Analytics.Bench.Harness;

/// <summary>A migrated PostgreSQL of one ratio's own, with the settings that Standalone gives it.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgresServer _server;

    private BenchDatabase(EmbeddedPostgresServer server) => _server = server;

    public string ConnectionString => _server.ConnectionString;

    public string BinDirectory => _server.BinDirectory;

    public int Port => _server.Port;

    public static async Task<BenchDatabase> StartAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        var server = await EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = setup.NewFolder(), Logger = NullLogger.Instance },
            cancellationToken);
        var database = new BenchDatabase(server);
        await using var services = database.Services();
        await services.GetRequiredService<Migrations>().ApplyAsync(cancellationToken);
        return database;
    }

    /// <summary>The platform's own services over this database.</summary>
    public ServiceProvider Services(
        Action<IServiceCollection>? add = null, params IReadOnlyList<KeyValuePair<string, string?>> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                [KeyValuePair.Create("ConnectionStrings:analytics", (string?)ConnectionString), .. settings])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging();
        services.AddDatabase(configuration);
        add?.Invoke(services);
        return services.BuildServiceProvider();
    }

    public NpgsqlDataSource Bare() => NpgsqlDataSource.Create(ConnectionString);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
