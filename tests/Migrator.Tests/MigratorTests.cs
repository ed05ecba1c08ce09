using Analytics.Fixtures;

namespace Analytics.Migrator.Tests;

public sealed class MigratorTests(PostgresFixture postgres)
{
    private const string AllMigrations = "select count(*) from platform.migration";

    [Fact]
    public async Task Run_EmptyDatabase_MigratesAndTheSecondRunDoesNothing()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();

        // Services beside it may be told not to migrate, by settings that it shares with them.
        await using var first = Start(database.ConnectionString, "--Database:Migrate", "false");
        Assert.Equal(0, await first.WaitForExitAsync());
        var applied = await database.ScalarAsync<long>(AllMigrations);
        await using var second = Start(database.ConnectionString);
        Assert.Equal(0, await second.WaitForExitAsync());

        Assert.True(applied > 0);
        await first.WaitForAsync("migrations that ran now: 0001_work.sql");
        await second.WaitForAsync("migrations that ran now: none");
        Assert.Equal(applied, await database.ScalarAsync<long>(AllMigrations));
    }

    [Fact]
    public async Task Run_DatabaseUnreachable_FailsAndSaysSoInItsLastLine()
    {
        await using var migrator = Start("Host=127.0.0.1;Port=1;Database=analytics", "--Database:MigrationTimeout", "00:00:01");

        Assert.Equal(1, await migrator.WaitForExitAsync());

        await migrator.WaitForAsync("The database was not brought up to date: Failed to connect to 127.0.0.1:1");
        Assert.DoesNotContain(migrator.Lines, line => line.Contains("Unhandled exception", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_NotAllowedToMigrate_FailsAndSaysSo()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await database.ExecuteAsync("create role guest_of_migrator login password 'guest'");
        await using var migrator = Start($"{database.ConnectionString};Username=guest_of_migrator;Password=guest");

        Assert.Equal(1, await migrator.WaitForExitAsync());

        await migrator.WaitForAsync("The database was not brought up to date: 42501: permission denied for database");
        Assert.DoesNotContain(migrator.Lines, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_SettingMissing_FailsAndNamesIt()
    {
        await using var migrator = Start("");

        Assert.Equal(1, await migrator.WaitForExitAsync());

        await migrator.WaitForAsync("The database was not brought up to date: ConnectionStrings:analytics must name the PostgreSQL database");
    }

    private static ChildProcess Start(string connectionString, params string[] arguments) => ChildProcess.StartAssembly(
        Path.Combine(AppContext.BaseDirectory, "Analytics.Migrator.dll"), ["--ConnectionStrings:analytics", connectionString, .. arguments]);
}
