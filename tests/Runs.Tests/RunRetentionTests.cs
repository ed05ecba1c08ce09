using Analytics.Catalogue.Jobs;
using Analytics.Fixtures;
using Analytics.Fixtures.Results;

namespace Analytics.Runs.Tests;

public sealed class RunRetentionTests(PostgresFixture postgres)
{
    private static readonly JobOutput Replace = ResultHarness.Output("k int32", LoadMode.Replace);
    private static readonly JobOutput Append = ResultHarness.Output("k int32", LoadMode.Append);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sweep_ResultsThatNoRunNames_AreRemoved()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var kept = await harness.LoadAsync(Replace, "select 1::int4 as k");
        var (live, _) = await harness.BeginAsync(Replace);
        string[] orphans = [$"results/job/{kept}/attempt-1/part.parquet", "results/job/4711/attempt-1/part.parquet"];
        string[] others = [$"results/job/{live.Id}/attempt-1/part.parquet", "results/notes.txt"];
        foreach (var key in orphans.Concat(others))
        {
            await harness.PutAsync(key);
        }

        Assert.Equal(0, await harness.RunRetention.SweepAsync(TimeSpan.FromHours(1), Token));
        Assert.Equal(2, await harness.RunRetention.SweepAsync(TimeSpan.Zero, Token));

        var left = await harness.Store.ListAsync("results/", Token).Select(entry => entry.Key.Value).ToListAsync(Token);
        Assert.Equal([$"results/job/{kept}/part.parquet", .. others], left.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RemoveOld_ReplacedTwice_GoesAndTheNextRollbackStillHasItsOutput()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Replace, "select 1::int4 as k");
        var second = await harness.LoadAsync(Replace, "select 2::int4 as k");
        var third = await harness.LoadAsync(Replace, "select 3::int4 as k");
        await harness.Database.ExecuteAsync("update platform.run set finished_at = finished_at - interval '100 days'");

        Assert.Equal(0, await harness.RunRetention.RemoveOldAsync(TimeSpan.FromDays(101), Token));
        Assert.Equal(1, await harness.RunRetention.RemoveOldAsync(TimeSpan.FromDays(90), Token));
        Assert.Equal(1, await harness.RunRetention.SweepAsync(TimeSpan.Zero, Token));

        await harness.UndoAsync(third);
        Assert.Equal(second, await harness.Database.ScalarAsync<long>("select run_id from results.facts"));
    }

    [Fact]
    public async Task RemoveOld_RunsThatRowsName_AreKept()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Append, "select 1::int4 as k");
        await harness.LoadAsync(Append, "select 2::int4 as k");
        var (failed, _) = await harness.RunAsync(Append, "select 'x' as k");
        await harness.LoadAsync(Append, "select 3::int4 as k");
        await harness.Database.ExecuteAsync("update platform.run set finished_at = finished_at - interval '100 days'");

        Assert.Equal(1, await harness.RunRetention.RemoveOldAsync(TimeSpan.FromDays(90), Token));

        Assert.Null(await harness.RunReads.FindAsync(failed, Token));
        Assert.Equal(3L, await harness.Database.ScalarAsync<long>("select count(*) from platform.run"));
    }
}
