using Analytics.Fixtures;
using Analytics.TestWorker;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Database.Tests;

public sealed class MigrationsTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApplyAsync_EmptyDatabase_RunsEveryFileOnceInOrder()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();

        var first = await Create(database).ApplyAsync(Token);
        var second = await Create(database).ApplyAsync(Token);

        Assert.Equal(first.Order(StringComparer.Ordinal), first);
        Assert.EndsWith("0001_work.sql", first[0], StringComparison.Ordinal);
        Assert.Empty(second);
        Assert.Equal(first.Count, await database.ScalarAsync<long>("select count(*) from platform.migration"));
    }

    [Fact]
    public async Task ApplyAsync_FourServicesAtOnce_OneMigratesAndTheOthersWait()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Create(database).ApplyAsync(Token)));

        var worked = Assert.Single(applied, files => files.Count > 0);
        Assert.Equal(worked.Count, await database.ScalarAsync<long>("select count(*) from platform.migration"));
    }

    [Fact]
    public async Task ApplyAsync_AfterAKillHalfWay_CompletesWithWholeFiles()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await database.ExecuteAsync("create schema platform");
        await using var blocker = await database.DataSource.OpenConnectionAsync(Token);
        await using (var transaction = await blocker.BeginTransactionAsync(Token))
        {
            // A table of the same name that is not committed yet holds the third file up in its midst.
            await using var create = new NpgsqlCommand("create table platform.run_log (x integer)", blocker, transaction);
            await create.ExecuteNonQueryAsync(Token);
            await using var doomed = ChildProcess.StartAssembly(
                typeof(ResultJob).Assembly.Location, ["migrate", $"{database.ConnectionString};Application Name=doomed"]);
            await Eventually.TrueAsync(async () => await database.ScalarAsync<long>(
                "select count(*) from pg_stat_activity where application_name = 'doomed' and wait_event_type = 'Lock'") > 0);
            await doomed.SignalAsync("KILL");
            await doomed.WaitForExitAsync();
        }

        Assert.Null(await database.ScalarAsync<string>("select to_regclass('platform.run')::text"));
        var rest = await Create(database).ApplyAsync(Token);

        Assert.EndsWith("0003_runs.sql", rest[0], StringComparison.Ordinal);
        Assert.Equal("platform.run_log", await database.ScalarAsync<string>("select to_regclass('platform.run_log')::text"));
    }

    [Fact]
    public async Task ApplyAsync_EveryConnectionTerminatedHalfWay_GoesOnByItself()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await database.ExecuteAsync("create schema platform");
        await using var service = NpgsqlDataSource.Create($"{database.ConnectionString};Application Name=service");
        var options = Options.Create(new DatabaseOptions());
        Task<IReadOnlyList<string>> migrating;
        await using (await database.HoldAsync("create table platform.run_log (x integer)"))
        {
            migrating = new Migrations(options, service, TimeProvider.System, NullLogger<Migrations>.Instance).ApplyAsync(Token);
            await Eventually.TrueAsync(async () => await database.ScalarAsync<long>(
                "select count(*) from pg_stat_activity where application_name = 'service' and wait_event_type = 'Lock'") > 0);
            Assert.True(await database.ScalarAsync<long>(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'service'") > 1);
        }

        Assert.EndsWith("0003_runs.sql", (await migrating)[0], StringComparison.Ordinal);
        Assert.Empty(await Create(database).ApplyAsync(Token));
    }

    [Fact]
    public async Task ApplyAsync_FileFails_NamesItAndLeavesNothingOfIt()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await database.ExecuteAsync("create schema platform");
        await database.ExecuteAsync("create table platform.run_log (x integer)");

        var exception = await Assert.ThrowsAsync<MigrationException>(() => Create(database).ApplyAsync(Token));

        Assert.Contains("0003_runs.sql' failed and was rolled back", exception.Message, StringComparison.Ordinal);
        Assert.Null(await database.ScalarAsync<string>("select to_regclass('platform.run')::text"));
    }

    [Fact]
    public async Task Migrate_AsSuperuser_OrdinaryRoleStillLoads()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await database.ExecuteAsync("create role ordinary_service");
        await Create(database).ApplyAsync(Token);
        await database.ExecuteAsync("grant usage, create on schema results to ordinary_service");
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);

        // What a load does beyond plain rows.
        await using var load = new NpgsqlCommand(
            """
            set role ordinary_service;
            select pg_advisory_lock(7), pg_advisory_unlock(7), pg_notify('work', 'run');
            create table results.t (n integer);
            create temporary table staging (like results.t);
            reset role
            """,
            connection);
        await load.ExecuteNonQueryAsync(Token);

        Assert.False(await database.ScalarAsync<bool>(
            "select has_function_privilege('results_reader', 'pg_advisory_lock(bigint)', 'execute')"));
        Assert.False(await database.ScalarAsync<bool>(
            "select has_database_privilege('results_reader', current_database(), 'temporary')"));
    }

    [Fact]
    public async Task ApplyAsync_LockHeldTooLong_SaysSo()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await using var holder = await database.DataSource.OpenConnectionAsync(Token);
        await using var hold = new NpgsqlCommand("select pg_advisory_lock($1)", holder)
        {
            Parameters = { new() { Value = Migrations.AdvisoryLock } },
        };
        await hold.ExecuteNonQueryAsync(Token);

        var exception = await Assert.ThrowsAsync<MigrationException>(
            () => Create(database, TimeSpan.FromSeconds(1)).ApplyAsync(Token));

        Assert.Contains("Database:MigrationTimeout", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AwaitAsync_AnotherMigratesMeanwhile_ReturnsAfterIt()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();

        var waiting = Create(database).AwaitAsync(Token);
        await Eventually.TrueAsync(async () => waiting.IsCompleted || await database.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and query like '%platform.migration%'") > 0);
        Assert.False(waiting.IsCompleted);
        await Create(database).ApplyAsync(Token);

        await waiting.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task AwaitAsync_NobodyMigrates_NamesWhatIsMissingAndWhatToDo()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync("delete from platform.migration where scriptname like '%0003_runs.sql'");

        var exception = await Assert.ThrowsAsync<MigrationException>(
            () => Create(database, TimeSpan.FromMilliseconds(1)).AwaitAsync(Token));

        Assert.Contains("still lacks 0003_runs.sql. Run the Migrator", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AwaitAsync_DatabaseOfALaterBuild_IsTaken()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync("insert into platform.migration (scriptname, applied) values ('9999_later.sql', now())");

        await Create(database, TimeSpan.FromMilliseconds(1)).AwaitAsync(Token);
    }

    [Fact]
    public async Task StartAsync_ToldNotToMigrate_WaitsInsteadOfMigrating()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
            [database.Setting, new("Database:Migrate", "false"), new("Database:MigrationTimeout", "00:00:01")]);
        builder.Services.AddDatabase(builder.Configuration);
        using var host = builder.Build();

        await Assert.ThrowsAsync<MigrationException>(() => host.StartAsync(Token));

        Assert.Null(await database.ScalarAsync<string>("select to_regclass('platform.migration')::text"));
    }

    private static Migrations Create(TestDatabase database, TimeSpan? timeout = null) => new(
        Options.Create(new DatabaseOptions
        {
            ConnectionString = database.ConnectionString,
            MigrationTimeout = timeout ?? TimeSpan.FromMinutes(1),
        }),
        database.DataSource,
        TimeProvider.System,
        NullLogger<Migrations>.Instance);
}
