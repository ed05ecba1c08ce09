using Analytics.Fixtures;
using Analytics.Fixtures.Datasets;
using Analytics.Runs.DeadLetters;
using Analytics.Work;

namespace Analytics.Runs.Tests.DeadLetters;

public sealed class DeadLetterBoxTests(PostgresFixture postgres)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReplayAsync_FailedObject_WaitsToBeReadWithAllItsAttempts()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        var id = (await bench.LandAsync("incoming/flights/a.csv", "x")) ?? 0;
        await bench.ClaimAsync();
        await bench.Database.ExecuteAsync(
            "update platform.work_item set state = 'dead', attempt = 5, last_error = 'disk on fire', finished_at = now(), "
            + "lease_owner = null, lease_until = null");
        Assert.Equal(1, await bench.Ledger.FailAbandonedAsync(Stop));
        var box = Box(bench);
        var letter = Assert.Single(await box.ListAsync(null, 10, Stop));
        Assert.Equal(("ingest", 5, "disk on fire"), (letter.Queue, letter.Attempts, letter.LastError));

        Assert.Equal(new ReplayOutcome(1, 0), await box.ReplayAsync(Stop));

        Assert.Equal("landed", await bench.StateAsync(id));
        Assert.Equal(1, (await bench.ClaimAsync()).Attempt);
        Assert.Empty(await box.ListAsync(null, 10, Stop));
    }

    [Fact]
    public async Task ReplayAsync_RunThatGaveUp_StaysEnded()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        await bench.Database.ExecuteAsync(
            "insert into platform.work_item (queue, payload, state, max_attempts, finished_at) values ('run', '{}', 'dead', 5, now())");

        Assert.Equal(new ReplayOutcome(0, 1), await Box(bench).ReplayAsync(Stop));
    }

    private static DeadLetterBox Box(DatasetBench bench) => new(bench.Database.DataSource, bench.Get<WorkQueue>());
}
