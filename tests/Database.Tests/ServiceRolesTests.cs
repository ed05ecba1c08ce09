using Analytics.EmbeddedPostgres;
using Analytics.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Analytics.Database.Tests;

public sealed class ServiceRolesTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<ServiceRole, string[]> NotTheirs => new()
    {
        {
            ServiceRole.Ingestor,
            [
                "select from results.t", "create table results.mine (n integer)", "select from platform.run", "set role results_reader",
                "select pg_advisory_lock(1)", "delete from platform.dataset_version", "update platform.contract set content = ''",
            ]
        },
        {
            ServiceRole.Processor,
            [
                "insert into platform.dataset_version (dataset, version) values ('x', 1)", "delete from platform.dataset_file",
                "update platform.dataset set current_version = 7", "select etag from platform.raw_object",
                "select from platform.quarantine_summary", "select lo_create(0)",
            ]
        },
        {
            ServiceRole.Api,
            [
                "update platform.dataset_version set rows = 0", "update platform.dataset set current_version = 7",
                "insert into platform.dataset (name, current_version) values ('x', 7)", "delete from platform.work_item",
                "insert into platform.dataset_file (dataset, key) values ('x', 'k')", "update platform.raw_object set key = 'x'",
                "update platform.work_item set payload = '{}'", "update platform.run set output = '{}'", "select from platform.job_trigger",
                "delete from results.t", "create table results.mine (n integer)",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(NotTheirs))]
    public async Task Statement_NotTheServicesBusiness_IsRefused(ServiceRole role, string[] statements)
    {
        string[] nobodys =
        [
            "alter table platform.work_item add column mine integer", "drop table platform.run", "create table platform.mine (n integer)",
            "truncate platform.work_item", "insert into platform.migration (scriptname, applied) values ('x', now())",
            "call platform.grant_to_service('analytics_api', 'select on platform.run')", "create role mine",
            "create table public.mine (n integer)",
        ];
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync("create table results.t (n integer)");

        var allowed = new List<string>();
        foreach (var sql in statements.Concat(nobodys))
        {
            if (await FaultAsync(database, role, sql) != PostgresErrorCodes.InsufficientPrivilege)
            {
                allowed.Add(sql);
            }
        }

        Assert.Empty(allowed);
    }

    [Fact]
    public async Task Table_OfThePlatform_IsReadByAService()
    {
        await using var database = await postgres.CreateDatabaseAsync();

        // A migration that adds a table grants it, too.
        Assert.Null(await database.ScalarAsync<string>(
            """
            select string_agg(relname, ', ')
            from pg_class
            where relnamespace = 'platform'::regnamespace and relkind = 'r' and not exists (
                select from unnest(array['analytics_ingestor', 'analytics_processor', 'analytics_api']) as service
                where has_table_privilege(service, pg_class.oid, 'select'))
            """));
    }

    [Fact]
    public async Task Table_MadeByTheProcessor_IsReadByTheApi()
    {
        await using var database = await postgres.CreateDatabaseAsync();

        Assert.Null(await FaultAsync(database, ServiceRole.Processor, "create table results.t (n integer)"));

        Assert.Null(await FaultAsync(database, ServiceRole.Api, "set role results_reader; select from results.t"));
    }

    [Fact]
    public async Task ApplyAsync_ResultTablesThatAnotherUserMade_AreTheProcessorsFromThenOn()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync("create table results.t (n integer)");
        await database.ExecuteAsync("delete from platform.migration where scriptname like '%0005_service_roles.sql'");

        await MigrateAsync(database.ConnectionString);

        Assert.Null(await FaultAsync(database, ServiceRole.Processor, "drop table results.t"));
    }

    [Fact]
    public async Task ApplyAsync_TwoDatabasesOfOneServerAtOnce_BothHaveTheRoles()
    {
        await using var one = await postgres.CreateEmptyDatabaseAsync();
        await using var two = await postgres.CreateEmptyDatabaseAsync();

        await Task.WhenAll(MigrateAsync(one.ConnectionString), MigrateAsync(two.ConnectionString));

        Assert.Null(await FaultAsync(one, ServiceRole.Api, "select from platform.run"));
        Assert.Null(await FaultAsync(two, ServiceRole.Api, "select from platform.run"));

        // The later one's migrations found the roles, and gave them no more for that.
        foreach (var database in new[] { one, two })
        {
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await FaultAsync(database, ServiceRole.Api, "select pg_advisory_lock(1)"));
            Assert.Equal(
                PostgresErrorCodes.InsufficientPrivilege, await FaultAsync(database, ServiceRole.Api, "create temporary table t (n integer)"));
            Assert.Null(await FaultAsync(database, ServiceRole.Processor, "create temporary table t (n integer)"));
        }
    }

    [Theory]
    [InlineData(PostgresSource.Machine)]
    [InlineData(PostgresSource.NpmPackage)]
    public async Task ApplyAsync_AsTheMasterUserOfRds_MakesRolesThatLogInByIamAndMayDoAllItselfToo(PostgresSource source)
    {
        await using var server = await StartAsync(source);
        var master = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = "master", Password = "m", Database = "platform" };
        await ExecuteAsync(server.ConnectionString, "create role rds_iam nologin");
        await ExecuteAsync(server.ConnectionString, "create role master login createrole createdb password 'm'");
        await ExecuteAsync(server.ConnectionString, "grant rds_iam to master with admin option");
        await ExecuteAsync(server.ConnectionString, "create database platform owner master");

        await MigrateAsync(master.ConnectionString);

        Assert.Equal(3L, await ScalarAsync(
            master.ConnectionString,
            "select count(*) from pg_roles where rolname like 'analytics\\_%' and rolcanlogin and pg_has_role(rolname, 'rds_iam', 'member')"));
        await ExecuteAsync(master.ConnectionString, "set role analytics_processor; create table results.t (n integer)");
        await ExecuteAsync(master.ConnectionString, "begin; set local role results_reader; select from results.t; commit");
        await ExecuteAsync(master.ConnectionString, "drop table results.t");
    }

    [Fact]
    public async Task ApplyAsync_WithoutTheRightToMakeRoles_MigratesAndWorksAsOneUser()
    {
        await using var server = await StartAsync(PostgresSource.Any);
        var owner = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = "owner", Password = "o", Database = "platform" };
        await ExecuteAsync(server.ConnectionString, "create role owner login password 'o'");
        await ExecuteAsync(server.ConnectionString, "create database platform owner owner");

        var refused = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(owner.ConnectionString));
        Assert.Contains("grant results_reader to owner", refused.Message, StringComparison.Ordinal);
        await ExecuteAsync(server.ConnectionString, "create role results_reader nologin; grant results_reader to owner");
        await MigrateAsync(owner.ConnectionString);

        await ExecuteAsync(owner.ConnectionString, "create table results.t (n integer)");
        await ExecuteAsync(owner.ConnectionString, "begin; set local role results_reader; select from results.t; commit");
    }

    private static async Task<EmbeddedPostgresServer> StartAsync(PostgresSource source)
    {
        try
        {
            return await EmbeddedPostgresServer.StartAsync(
                new EmbeddedPostgresOptions
                {
                    DataDirectory = Path.Combine(Path.GetTempPath(), $"roles-{Guid.NewGuid():N}"),
                    Throwaway = true,
                    SharedBuffersMegabytes = 16,
                    Source = source,
                },
                Token);
        }
        catch (EmbeddedPostgresException exception) when (source is not PostgresSource.Any)
        {
            Assert.Skip($"There is no PostgreSQL of this kind: {exception.Message}");
            throw;
        }
    }

    private static async Task MigrateAsync(string connectionString)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        var options = Options.Create(new DatabaseOptions { ConnectionString = connectionString });
        await new Migrations(options, dataSource, TimeProvider.System, NullLogger<Migrations>.Instance).ApplyAsync(Token);
    }

    private static async Task<string?> FaultAsync(TestDatabase database, ServiceRole role, string sql)
    {
        try
        {
            await ExecuteAsync(database.ConnectionStringOf(role), sql);
            return null;
        }
        catch (PostgresException exception)
        {
            return exception.SqlState;
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql) => await ScalarAsync(connectionString, sql);

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
