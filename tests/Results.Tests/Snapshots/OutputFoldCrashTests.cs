using Analytics.Catalogue.Jobs;
using Analytics.Fixtures;
using Analytics.Fixtures.Results;
using Analytics.TestWorker;

namespace Analytics.Results.Tests.Snapshots;

/// <summary>A fold that ends in its midst leaves the state of before or the new one.</summary>
public sealed class OutputFoldCrashTests(PostgresFixture postgres)
{
    private const string LockFacts = "select pg_advisory_xact_lock(hashtextextended('results.facts', 0))";
    private static readonly JobOutput Upsert = ResultHarness.Output("k int32!, v string", LoadMode.Upsert, "k");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_BeforeTheSnapshotIsNamed_OutputsStayAndTheFileIsSwept()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await LoadThreeAsync(harness);
        await using (await harness.Database.HoldAsync(LockFacts))
        {
            await using var doomed = Start(harness);
            await WaitsForTheTableAsync(harness);
            Assert.Contains(await harness.StoredAsync(), IsSnapshot);
            await doomed.SignalAsync("KILL");
            await doomed.WaitForExitAsync();
        }

        Assert.Equal(0L, await harness.Database.ScalarAsync<long>("select count(*) from platform.result_snapshot"));
        Assert.Equal(1, await harness.RunRetention.SweepAsync(TimeSpan.Zero, Token));
        Assert.DoesNotContain(await harness.StoredAsync(), IsSnapshot);

        Assert.Equal(2, await harness.RemoveOldOutputsAsync(90));
        await UndoesTheLastAsync(harness);
    }

    [Fact]
    public async Task Kill_AfterTheSnapshotIsNamed_OutputsThatItStandsForAreSwept()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await LoadThreeAsync(harness);
        // The commit of the name waits in its trigger; the killed client's transaction ends all the same.
        await harness.Database.ExecuteAsync("""
            create function platform.hold() returns trigger language plpgsql as
                'begin perform pg_advisory_xact_lock(4711); return null; end';
            create constraint trigger hold after insert on platform.result_snapshot deferrable initially deferred
                for each row execute function platform.hold();
            """);
        await using (await harness.Database.HoldAsync("select pg_advisory_xact_lock(4711)"))
        {
            await using var doomed = Start(harness);
            await WaitsForTheTableAsync(harness);
            await doomed.SignalAsync("KILL");
            await doomed.WaitForExitAsync();
        }

        await Eventually.TrueAsync(async () =>
            await harness.Database.ScalarAsync<long>("select count(*) from platform.result_snapshot") == 1);
        Assert.Equal(4, (await harness.StoredAsync()).Count);
        Assert.Equal(2, await harness.RunRetention.SweepAsync(TimeSpan.Zero, Token));
        Assert.Contains(await harness.StoredAsync(), IsSnapshot);
        await UndoesTheLastAsync(harness);
    }

    [Fact]
    public async Task Fold_RunRolledBackMeanwhile_NothingIsNamed()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var second = await LoadThreeAsync(harness);
        Task<int> fold;
        await using (await harness.Database.HoldAsync(LockFacts))
        {
            fold = harness.RemoveOldOutputsAsync(90);
            await WaitsForTheTableAsync(harness);
            await harness.Database.ExecuteAsync("update platform.result_load set rolled_back_at = now() where run_id = $1", second);
        }

        // The snapshot alone.
        Assert.Equal(1, await fold);
        Assert.Equal(0L, await harness.Database.ScalarAsync<long>("select count(*) from platform.result_snapshot"));
        Assert.Equal(3, (await harness.StoredAsync()).Count);
    }

    private static async Task<long> LoadThreeAsync(ResultHarness harness)
    {
        await harness.LoadAsync(Upsert, "select 1::int4 as k, 'a' as v");
        var second = await harness.LoadAsync(Upsert, "select 2::int4 as k, 'b' as v");
        await harness.LoadAsync(Upsert, "select 1::int4 as k, 'c' as v");
        await harness.AgeAsync(100);
        return second;
    }

    private static ChildProcess Start(ResultHarness harness) => ChildProcess.StartAssembly(
        typeof(ResultJob).Assembly.Location, ["tidy", harness.Database.ConnectionString, harness.ProcessedFolder, harness.Scratch]);

    private static Task WaitsForTheTableAsync(ResultHarness harness) => Eventually.TrueAsync(async () =>
        await harness.Database.ScalarAsync<long>(
            "select count(*) from pg_locks where locktype = 'advisory' and not granted " +
            "and database = (select oid from pg_database where datname = current_database())") == 1);

    private static async Task UndoesTheLastAsync(ResultHarness harness)
    {
        var last = await harness.Database.ScalarAsync<long>("select max(run_id) from platform.result_load");
        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(last));
        Assert.Equal("1:a 2:b", await harness.FactsAsync());
    }

    private static bool IsSnapshot(string key) => key.EndsWith("snapshot-", StringComparison.Ordinal);
}
