using Analytics.Fixtures;
using Analytics.Fixtures.Datasets;
using Analytics.Tabular.Conversion;
using Analytics.Work;

namespace Analytics.Datasets.Tests;

public sealed class DatasetCommitTests(PostgresFixture postgres)
{
    private const string Key = "incoming/flights/a.csv";
    private static readonly FileFault Fault = new("gzip.truncated", "The archive ends early.", "Copy it again.", 7, 9, 100);

    [Fact]
    public async Task Commit_NewObject_MakesTheNextVersionAndFinishesTheWork()
    {
        await using var bench = await Setup();

        var result = await bench.IngestAsync(Key, "x", rows: 10, quarantined: 2);

        Assert.Equal(new CommitResult(CommitOutcome.Committed, 1), result);
        var summary = await bench.SummaryAsync();
        Assert.Equal((1, 10, 10, 1, 2), (summary.CurrentVersion, summary.Rows, summary.Bytes, summary.Files, summary.RowsQuarantined));
        Assert.Equal("done", await bench.Database.ScalarAsync<string>("select state from platform.work_item where queue = 'ingest'"));
        Assert.Equal("committed", await bench.StateAsync(1));
        Assert.Equal("1.5\u2400", await bench.Database.ScalarAsync<string>("select sample_value from platform.quarantine_summary"));
    }

    [Fact]
    public async Task Commit_EachVersion_TellsTheProcessor()
    {
        await using var bench = await Setup();
        await bench.IngestAsync(Key, "x", rows: 1);
        await bench.IngestAsync("incoming/flights/b.csv", "y", rows: 1);

        var items = await bench.Get<WorkLeases>().ClaimAsync(
            DatasetCommit.TriggerQueue, "test", 10, TimeSpan.FromMinutes(1), DatasetBench.Stop);

        Assert.Equal([new(DatasetBench.Dataset, 1), new(DatasetBench.Dataset, 2)], items.Select(item => item.Read<DatasetCommitted>()));
    }

    [Fact]
    public async Task Commit_NewerObjectUnderTheKey_ReplacesItsRowsAndItsQuarantine()
    {
        await using var bench = await Setup();
        await bench.IngestAsync(Key, "one", rows: 10, quarantined: 2);
        await bench.IngestAsync("incoming/flights/b.csv", "other", rows: 5, quarantined: 1);
        await bench.IngestAsync(Key, "two", rows: 7);

        var summary = await bench.SummaryAsync();
        Assert.Equal((3, 12, 2, 1), (summary.CurrentVersion, summary.Rows, summary.Files, summary.RowsQuarantined));
        Assert.Equal([5, 7], await bench.RowsOfVersionAsync(3));
        Assert.Equal("superseded", await bench.StateAsync(1));
    }

    [Fact]
    public async Task Files_OfEachKeptVersion_AreThoseThatItHad()
    {
        await using var bench = await Setup();
        await bench.IngestAsync(Key, "one", rows: 10);
        await bench.IngestAsync("incoming/flights/b.csv", "other", rows: 5);
        await bench.IngestAsync(Key, "two", rows: 7);

        Assert.Empty(await bench.RowsOfVersionAsync(0));
        Assert.Equal([10], await bench.RowsOfVersionAsync(1));
        Assert.Equal([10, 5], await bench.RowsOfVersionAsync(2));
        Assert.Equal([5, 7], await bench.RowsOfVersionAsync(3));
        Assert.Null(await bench.Reads.FilesAsync(DatasetBench.Dataset, 4, DatasetBench.Stop));
        Assert.Null(await bench.Reads.FilesAsync("unknown", 0, DatasetBench.Stop));
    }

    [Fact]
    public async Task Commit_OlderObjectFinishesLast_DoesNotReplaceTheNewer()
    {
        await using var bench = await Setup();
        await bench.LandAsync(Key, "one");
        var older = await bench.ClaimAsync();
        await bench.LandAsync(Key, "two");
        var newer = await bench.ClaimAsync();

        Assert.Equal(CommitOutcome.Committed, (await bench.CommitAsync(newer, 7)).Outcome);
        Assert.Equal(CommitOutcome.Superseded, (await bench.CommitAsync(older, 10)).Outcome);

        Assert.Equal([7], await bench.RowsOfVersionAsync(1));
        Assert.Equal(1, (await bench.SummaryAsync()).CurrentVersion);
        Assert.Equal("superseded", await bench.StateAsync(1));
        Assert.Equal(0, await bench.Database.ScalarAsync<long>(
            "select count(*) from platform.work_item where queue = 'ingest' and state <> 'done'"));
    }

    [Fact]
    public async Task Commit_LeaseLost_ChangesNothing()
    {
        await using var bench = await Setup();
        await bench.LandAsync(Key, "x");
        var item = await bench.ClaimAsync();
        await bench.Database.ExecuteAsync("update platform.work_item set attempt = attempt + 1, lease_owner = 'another'");

        Assert.Equal(CommitOutcome.LeaseLost, (await bench.CommitAsync(item, 10)).Outcome);

        Assert.Equal(0, (await bench.SummaryAsync()).CurrentVersion);
        Assert.Equal(0, await bench.Database.ScalarAsync<long>("select count(*) from platform.ingestion"));
    }

    [Fact]
    public async Task Commit_SameObjectAndContractAgain_AddsNothing()
    {
        await using var bench = await Setup();
        await bench.IngestAsync(Key, "x", rows: 10);
        await bench.Get<WorkQueue>().EnqueueAsync(RawObjectLedger.IngestQueue, new IngestWork(1), null, DatasetBench.Stop);

        Assert.Equal(CommitOutcome.AlreadyDone, (await bench.CommitAsync(await bench.ClaimAsync(), 10)).Outcome);

        Assert.Equal([10], await bench.RowsOfVersionAsync(1));
        Assert.Equal("committed", await bench.StateAsync(1));
    }

    [Fact]
    public async Task Commit_TenFilesOfOneDatasetAtOnce_MakesTenVersionsWithoutGaps()
    {
        await using var bench = await Setup();
        var items = new List<WorkItem>();
        for (var n = 0; n < 10; n++)
        {
            await bench.LandAsync($"incoming/flights/{n}.csv", "x");
            items.Add(await bench.ClaimAsync());
        }

        var results = await Task.WhenAll(items.Select(item => Task.Run(() => bench.CommitAsync(item, 3, 1))));

        Assert.Equal(Enumerable.Range(1, 10).Select(n => (long?)n), results.Select(result => result.Version).Order());
        var summary = await bench.SummaryAsync();
        Assert.Equal((10, 30, 10), (summary.CurrentVersion, summary.Rows, summary.RowsQuarantined));
    }

    [Fact]
    public async Task Commit_Rejected_RecordsTheFaultAndMakesNoVersion()
    {
        await using var bench = await Setup();
        await bench.LandAsync(Key, "x");

        Assert.Equal(CommitOutcome.Rejected, (await bench.CommitAsync(await bench.ClaimAsync(), 3, 4, fault: Fault)).Outcome);

        Assert.Equal(0, (await bench.SummaryAsync()).CurrentVersion);
        var detail = await bench.Get<RawObjectReads>().FindAsync(1, DatasetBench.Stop);
        Assert.Equal(("rejected", Fault.Message), (detail!.Object.State, detail.Object.Reason));
        Assert.Contains("\"byteOffset\": 100", Assert.Single(detail.Ingestions).Fault);
        Assert.Equal(["landed", "rejected"], detail.Steps.Select(step => step.Step));
        Assert.Contains("\"records\": 7", detail.Steps[1].Counts);
    }

    [Fact]
    public async Task Retake_RejectedObject_IsTakenUnderACorrectedContractOnly()
    {
        await using var bench = await Setup();
        await bench.LandAsync(Key, "x");
        await bench.CommitAsync(await bench.ClaimAsync(), 3, 4, fault: Fault);
        var retakes = bench.Get<Retakes>();

        Assert.Equal(RetakeOutcome.SameContract, await retakes.RetakeAsync(1, 1, DatasetBench.Stop));
        var corrected = await bench.RegisterAsync("version: 2");
        Assert.Equal(RetakeOutcome.Queued, await retakes.RetakeAsync(1, corrected, DatasetBench.Stop));
        Assert.Equal("landed", await bench.StateAsync(1));
        Assert.Equal(RetakeOutcome.WrongState, await retakes.RetakeAsync(1, corrected, DatasetBench.Stop));
        Assert.Equal(RetakeOutcome.NotFound, await retakes.RetakeAsync(99, corrected, DatasetBench.Stop));

        Assert.Equal(CommitOutcome.Committed, (await bench.CommitAsync(await bench.ClaimAsync(), 7, contract: corrected)).Outcome);
        Assert.Equal([7], await bench.RowsOfVersionAsync(1));
    }

    [Fact]
    public async Task Replay_QuarantinedRecords_AddsRowsOnceAndLowersTheCount()
    {
        await using var bench = await Setup();
        await bench.IngestAsync(Key, "x", rows: 10, quarantined: 4);
        var corrected = await bench.RegisterAsync("version: 2");
        var retakes = bench.Get<Retakes>();

        Assert.Equal(RetakeOutcome.SameContract, await retakes.ReplayAsync(1, 1, DatasetBench.Stop));
        Assert.Equal(RetakeOutcome.Queued, await retakes.ReplayAsync(1, corrected, DatasetBench.Stop));
        var item = await bench.ClaimAsync();
        Assert.Equal(new IngestWork(1, 1), item.Read<IngestWork>());
        Assert.Equal(CommitOutcome.Committed, (await bench.CommitAsync(item, 3, 1, corrected, replayOf: 1)).Outcome);

        var summary = await bench.SummaryAsync();
        Assert.Equal((2, 13, 1), (summary.CurrentVersion, summary.Rows, summary.RowsQuarantined));
        Assert.Equal([10, 3], await bench.RowsOfVersionAsync(2));
        Assert.Equal(RetakeOutcome.AlreadyDone, await retakes.ReplayAsync(1, corrected + 1, DatasetBench.Stop));

        await bench.Get<WorkQueue>().EnqueueAsync(RawObjectLedger.IngestQueue, new IngestWork(1, 1), null, DatasetBench.Stop);
        Assert.Equal(CommitOutcome.AlreadyDone, (await bench.CommitAsync(await bench.ClaimAsync(), 3, 1, corrected, replayOf: 1)).Outcome);
        Assert.Equal(13, (await bench.SummaryAsync()).Rows);
    }

    [Fact]
    public async Task Replay_NewerObjectCommittedMeanwhile_AddsNothing()
    {
        await using var bench = await Setup();
        await bench.IngestAsync(Key, "x", rows: 10, quarantined: 4);
        await bench.Get<Retakes>().ReplayAsync(1, 2, DatasetBench.Stop);
        var replay = await bench.ClaimAsync();
        await bench.IngestAsync(Key, "y", rows: 20);

        Assert.Equal(CommitOutcome.Superseded, (await bench.CommitAsync(replay, 4, contract: 2, replayOf: 1)).Outcome);
        Assert.Equal((20, 0), ((await bench.SummaryAsync()).Rows, (await bench.SummaryAsync()).RowsQuarantined));
    }

    [Fact]
    public async Task Replace_AfterAReplay_RemovesTheReplayedRowsToo()
    {
        await using var bench = await Setup();
        await bench.IngestAsync(Key, "x", rows: 10, quarantined: 4);
        await bench.Get<Retakes>().ReplayAsync(1, 2, DatasetBench.Stop);
        await bench.CommitAsync(await bench.ClaimAsync(), 3, 1, contract: 2, replayOf: 1);
        await bench.IngestAsync(Key, "y", rows: 20);

        var summary = await bench.SummaryAsync();
        Assert.Equal((3, 20, 0), (summary.CurrentVersion, summary.Rows, summary.RowsQuarantined));
        Assert.Equal([20], await bench.RowsOfVersionAsync(3));
    }

    private async Task<DatasetBench> Setup()
    {
        var bench = await DatasetBench.CreateAsync(postgres);
        await bench.RegisterAsync();
        return bench;
    }
}
