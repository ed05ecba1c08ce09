using Analytics.Database;
using Analytics.EmbeddedPostgres;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Fixtures;

/// <summary>
/// One real PostgreSQL for a test assembly: <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>, then a
/// constructor parameter of the test class. It starts with the first database that is asked for; each test has a
/// database of its own, copied from one in which the migrations have run.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    /// <summary>The password that the services' roles are given, which have none by themselves.</summary>
    internal const string ServicePassword = "service";

    private const string Template = "migrated";

    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly ScratchFolder _scratch = new();
    private EmbeddedPostgresServer? _server;
    private int _databases;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A new database with the platform's tables, empty; dispose it at the end of the test.</summary>
    public Task<TestDatabase> CreateDatabaseAsync() => CreateDatabaseAsync(Template);

    /// <summary>A new database without any tables.</summary>
    public Task<TestDatabase> CreateEmptyDatabaseAsync() => CreateDatabaseAsync("template0");

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _starting.Dispose();
        _scratch.Dispose();
    }

    private async Task<TestDatabase> CreateDatabaseAsync(string template)
    {
        var server = await ServerAsync();
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(server, $"create database {name} template {template}");
        var connectionString = Connection(server, name, pooling: true);
        return new TestDatabase(connectionString, () => ExecuteAsync(server, $"drop database if exists {name} with (force)"));
    }

    private async Task<EmbeddedPostgresServer> ServerAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _server ??= await StartAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<EmbeddedPostgresServer> StartAsync()
    {
        var server = await EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions
            {
                DataDirectory = Path.Combine(_scratch.Path, "postgres"),
                Throwaway = true,
                MaxConnections = 300,
                SharedBuffersMegabytes = 64,
            },
            TestContext.Current.CancellationToken);
        var isReady = false;
        try
        {
            await MigrateTemplateAsync(server);
            isReady = true;
            return server;
        }
        finally
        {
            if (!isReady)
            {
                await server.DisposeAsync();
            }
        }
    }

    private static async Task MigrateTemplateAsync(EmbeddedPostgresServer server)
    {
        await ExecuteAsync(server, $"create database {Template}");
        var options = Options.Create(new DatabaseOptions { ConnectionString = Connection(server, Template, pooling: false) });
        await using var dataSource = NpgsqlDataSource.Create(options.Value.ConnectionString);
        await new Migrations(options, dataSource, TimeProvider.System, NullLogger<Migrations>.Instance)
            .ApplyAsync(TestContext.Current.CancellationToken);
        // Databases of many tests at once are copies of this one, and have its login of charts.
        await ExecuteAsync(
            server,
            """
            do $$ declare login name; begin
                for login in select rolname from pg_roles where rolname like 'analytics\_charts%' loop
                    execute format('alter role %I connection limit 200', login);
                end loop;
            end $$
            """);
        foreach (var role in Enum.GetNames<ServiceRole>())
        {
            await ExecuteAsync(server, $"alter role analytics_{role.ToLowerInvariant()} password '{ServicePassword}'");
        }
    }

    private static string Connection(EmbeddedPostgresServer server, string database, bool pooling) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Database = database,
            Pooling = pooling,
            MaxPoolSize = 30,
            IncludeErrorDetail = true,
        }.ConnectionString;

    private static async Task ExecuteAsync(EmbeddedPostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(Connection(server, "postgres", pooling: false));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
