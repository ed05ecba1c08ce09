using System.Globalization;

using Analytics.Database;
using Analytics.Database.Charts;
using Analytics.EmbeddedPostgres;
using Analytics.Fixtures;
using Analytics.Results.Queries;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

using Npgsql;

namespace Analytics.Results.Tests.Queries;

/// <summary>Charts in a database whose owner is no superuser, so that no function can be taken from anybody.</summary>
public sealed class ChartDatabaseTests
{
    private static readonly string[] Escapes =
    [
        "select set_config('role', 'none', false)", "select set_config('role', 'owner', false)", "reset role", "set role none",
        "set role owner",
        "set session authorization owner", "reset session authorization", "set session authorization default",
        "select set_config('session_authorization', 'owner', false)", "select set_config('default_transaction_read_only', 'off', false)",
    ];

    private static readonly string[] Targets =
    [
        "select * from platform.run", "select * from platform.chart_login", "select * from platform.work_item", "delete from results.t",
        "insert into results.t values (2)", "create table results.mine (n integer)", "create table public.mine (n integer)",
        "create temporary table mine (n integer)", "update platform.dataset set current_version = 7", "alter role current_user superuser",
        "call platform.make_chart_login('owner', 'x')", "drop table results.t", "select * from pg_authid", "truncate results.t",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_OfCharts_ReachesNoTableOfThePlatformByAnyChangeOfRole()
    {
        await using var server = await StartAsync();
        await using var services = await MigratedAsync(server, "create role owner login createrole password 'o'");
        var charts = services.GetRequiredService<ChartDatabase>();

        var reached = new List<string>();
        foreach (var escape in Escapes.Prepend("select 1"))
        {
            await using var connection = Assert.IsType<NpgsqlConnection>(await charts.OpenAsync(Token));
            await FaultAsync(connection, escape);
            Assert.Null(await FaultAsync(connection, "select * from results.t"));
            foreach (var target in Targets)
            {
                if (await FaultAsync(connection, target)
                    is not (PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction))
                {
                    reached.Add($"{escape}; {target}");
                }
            }
        }

        Assert.Empty(reached);
    }

    [Fact]
    public async Task Query_ThatPutsOffItsTimeout_IsEndedFromHere()
    {
        await using var server = await StartAsync();
        await using var services = await MigratedAsync(server, "create role owner login createrole password 'o'");
        await using var connection = Assert.IsType<NpgsqlConnection>(await services.GetRequiredService<ChartDatabase>().OpenAsync(Token));
        await using var session = await ChartSession.OpenAsync(
            connection, services.GetRequiredService<NpgsqlDataSource>(), null, TimeSpan.FromSeconds(1), Token);
        await (await session.QueryAsync("select set_config('statement_timeout', '0', true)", [], Token)).DisposeAsync();

        await Assert.ThrowsAnyAsync<NpgsqlException>(
            () => session.QueryAsync("select count(*) from generate_series(1, 10000000000)", [], Token));

        await Eventually.TrueAsync(async () => await ScalarAsync(
            server.ConnectionString,
            """
            select count(*) from pg_stat_activity
            where query like '%generate_series%' and state = 'active' and pid <> pg_backend_pid()
            """) is 0L);
    }

    [Fact]
    public async Task Charts_WhoseLoginTheMigrationsMayNotMake_SaySoUntilTheyAreGivenOne()
    {
        await using var server = await StartAsync();
        await ScalarAsync(server.ConnectionString, "create role results_reader nologin");
        await ScalarAsync(server.ConnectionString, "create role reader login password 'r'; grant results_reader to reader");
        string[] owner = ["create role owner login password 'o'", "grant results_reader to owner"];

        await using (var without = await MigratedAsync(server, owner))
        {
            var answer = await without.GetRequiredService<DashboardQuery>().RunAsync(
                "select 1", [], new Dictionary<string, string?>(), Token);
            Assert.Equal("charts.noLogin", answer.Fault?.Code);
            Assert.Contains("Database:ChartsConnectionString", answer.Fault?.Advice, StringComparison.Ordinal);
        }

        await using var with = Services(server, ("Database:ChartsConnectionString", Connection(server, "reader", "r")));
        var given = await with.GetRequiredService<DashboardQuery>().RunAsync(
            "select n from results.t", [], new Dictionary<string, string?>(), Token);
        Assert.Equal(1, Assert.Single(given.Value?.Rows ?? [])[0]);

        await using var strong = Services(server, ("Database:ChartsConnectionString", Connection(server, "owner", "o")));
        var refused = await strong.GetRequiredService<DashboardQuery>().RunAsync(
            "select 1", [], new Dictionary<string, string?>(), Token);
        Assert.Equal("charts.noLogin", refused.Fault?.Code);
        Assert.Contains("may use the schema platform", refused.Fault?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_OfADatabaseRestoredElsewhere_IsMadeAgainByTheNextMigration()
    {
        await using var server = await StartAsync();
        await using var services = await MigratedAsync(server, "create role owner login createrole password 'o'");
        var role = await ScalarAsync(Connection(server, "owner", "o"), "select role::text from platform.chart_login");
        await ScalarAsync(server.ConnectionString, string.Create(CultureInfo.InvariantCulture, $"drop owned by {role}"), "platform");
        await ScalarAsync(server.ConnectionString, string.Create(CultureInfo.InvariantCulture, $"drop role {role}"), "platform");

        await services.GetRequiredService<Migrations>().ApplyAsync(Token);

        await using var connection = await services.GetRequiredService<ChartDatabase>().OpenAsync(Token);
        Assert.NotNull(connection);
    }

    private static Task<EmbeddedPostgresServer> StartAsync() => EmbeddedPostgresServer.StartAsync(
        new EmbeddedPostgresOptions
        {
            DataDirectory = Path.Combine(Path.GetTempPath(), $"charts-{Guid.NewGuid():N}"),
            Throwaway = true,
            SharedBuffersMegabytes = 16,
        },
        Token);

    /// <summary>A platform of the user <c>owner</c>, with a result table <c>t</c> of one row.</summary>
    private static async Task<ServiceProvider> MigratedAsync(EmbeddedPostgresServer server, params string[] owner)
    {
        foreach (var sql in owner.Append("create database platform owner owner"))
        {
            await ScalarAsync(server.ConnectionString, sql);
        }

        var services = Services(server);
        await services.GetRequiredService<Migrations>().ApplyAsync(Token);
        await ScalarAsync(Connection(server, "owner", "o"), "create table results.t as select 1 as n");
        return services;
    }

    private static ServiceProvider Services(EmbeddedPostgresServer server, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("ConnectionStrings:analytics", Connection(server, "owner", "o")),
                .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
            ])
            .Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging()
            .AddDatabase(configuration)
            .AddResults()
            .BuildServiceProvider();
    }

    private static string Connection(EmbeddedPostgresServer server, string user, string password) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Username = user,
            Password = password,
            Database = "platform",
        }.ConnectionString;

    private static async Task<string?> FaultAsync(NpgsqlConnection connection, string sql)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Token);
            return null;
        }
        catch (PostgresException exception)
        {
            return exception.SqlState;
        }
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql, string? database = null)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        builder.Database = database ?? builder.Database;
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
