using Analytics.Core.Database;
using Analytics.Fixtures;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Analytics.Core.Tests.Database;

public sealed class MigrationsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task ApplyAsync_EmptyDatabase_RunsEveryFileOnceInOrder()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();

        var first = await Create(database).ApplyAsync(TestContext.Current.CancellationToken);
        var second = await Create(database).ApplyAsync(TestContext.Current.CancellationToken);

        Assert.Equal(first.Order(StringComparer.Ordinal), first);
        Assert.EndsWith("0001_work.sql", first[0], StringComparison.Ordinal);
        Assert.Empty(second);
        Assert.Equal(first.Count, await database.ScalarAsync<long>("select count(*) from platform.migration"));
    }

    private static Migrations Create(TestDatabase database, TimeSpan? timeout = null) => new(
        Options.Create(new DatabaseOptions { ConnectionString = database.ConnectionString, MigrationTimeout = timeout ?? TimeSpan.FromMinutes(1) }),
        database.DataSource,
        TimeProvider.System,
        NullLogger<Migrations>.Instance);
}
