using System.Text.Json;

using Analytics.Database;
using Analytics.Fixtures;

using Npgsql;

namespace Analytics.Work.Tests;

/// <summary>What a claim costs does not depend on what waits, nor on what is done; counted in pages, which no other load of the machine changes.</summary>
public sealed class BacklogTests(PostgresFixture postgres)
{
    private const int Many = 100_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claim_HundredThousandWait_ReadsAtMostThriceThePagesOfAFew()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await FillAsync(database, "available", 20);
        var few = await PagesOfAClaimAsync(database);

        await FillAsync(database, "available", Many);

        Assert.InRange(await PagesOfAClaimAsync(database), 1, 3 * few);
    }

    [Fact]
    public async Task Claim_HundredThousandAreDone_ReadsAtMostThriceThePagesOfAFew()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await FillAsync(database, "available", 20);
        var few = await PagesOfAClaimAsync(database);

        await FillAsync(database, "done", Many);

        Assert.InRange(await PagesOfAClaimAsync(database), 1, 3 * few);
    }

    [Fact]
    public async Task Claim_DoneUnderALongTransaction_IsCheapAgainOnceItEnds()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await FillAsync(database, "available", 20);
        var few = await PagesOfAClaimAsync(database);
        long bloated;
        await using (await database.HoldAsync("set transaction isolation level repeatable read; select count(*) from platform.work_item"))
        {
            // Each of them leaves row versions that the open transaction could still see.
            await database.ExecuteAsync(
                """
                insert into platform.work_item (queue, payload, max_attempts, available_at)
                select 'test', '1', 1, now() - interval '1 h' from generate_series(1, 20000)
                """);
            await database.ExecuteAsync(
                """
                update platform.work_item set state = 'done', finished_at = now() where available_at < now() - interval '30 min'
                """);
            await database.ExecuteAsync("vacuum platform.work_item");
            bloated = await PagesOfAClaimAsync(database);
        }

        await database.ExecuteAsync("vacuum platform.work_item");
        var after = await PagesOfAClaimAsync(database);

        Assert.True(bloated > after, $"The open transaction cost nothing: {bloated} pages with it, {after} without.");
        Assert.InRange(after, 1, 3 * few);
    }

    private static async Task FillAsync(TestDatabase database, string state, int items)
    {
        await database.ExecuteAsync(
            """
            insert into platform.work_item (queue, payload, max_attempts, state, finished_at)
            select 'test', '1', 1, $1, case when $1 = 'done' then now() end from generate_series(1, $2)
            """, state, items);
        await database.ExecuteAsync("vacuum analyze platform.work_item");
    }

    /// <summary>Pages that finding the next item reads; nothing is claimed.</summary>
    private static async Task<long> PagesOfAClaimAsync(TestDatabase database)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var claim = new NpgsqlCommand($"explain (analyze, buffers, format json) {Sql.Of<WorkLeases>("Claim")}", connection, transaction)
        {
            Parameters = { new() { Value = "test" }, new() { Value = 1 }, new() { Value = "me" }, new() { Value = TimeSpan.FromSeconds(30) } },
        };
        var plan = JsonElement.Parse((string?)await claim.ExecuteScalarAsync(Token) ?? "[]");
        await transaction.RollbackAsync(Token);
        return PagesOfLocking(plan[0].GetProperty("Plan")) ?? throw new InvalidOperationException($"The plan locks no rows: {plan}");
    }

    private static long? PagesOfLocking(JsonElement node)
    {
        if (node.GetProperty("Node Type").GetString() == "LockRows")
        {
            return node.GetProperty("Shared Hit Blocks").GetInt64() + node.GetProperty("Shared Read Blocks").GetInt64();
        }

        return node.TryGetProperty("Plans", out var below) ? below.EnumerateArray().Select(PagesOfLocking).FirstOrDefault(found => found > 0) : null;
    }
}
