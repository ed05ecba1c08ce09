using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Ingestor.Discovery;
using Analytics.Ingestor.Tests.Support;
using Analytics.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Analytics.Ingestor.Tests.Replay;

public sealed class ReplayTests(PostgresFixture postgres)
{
    private const string Key = "incoming/sales/a.csv";
    private const string Csv = "id,amount,note\n1,10,a\n2,1.5,b\n3,30,c\n4,lots,d\n5,50,e\n";

    // Takes 1.5, but still no words.
    private static readonly string Corrected = IngestorBench.SalesContract.Replace(
        "name: amount\n    type: int32", "name: amount\n    type: decimal(9,2)", StringComparison.Ordinal);

    [Fact]
    public async Task Replay_UnderACorrectedContract_TakesTheQuarantinedRecordsAloneAndOnce()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var host = await bench.StartAsync();
        var first = Assert.Single((await bench.IngestAsync(Key, Csv)).Ingestions);
        Assert.Equal((3, 2), (first.RowsKept, first.RowsQuarantined));
        bench.WriteContract("sales", Corrected);
        var version = await NewVersionAsync(host);

        Assert.Equal(RetakeOutcome.Queued, await Retakes(host).ReplayAsync(first.Id, version, IngestorBench.Stop));
        await Eventually.TrueAsync(async () => (await bench.SalesAsync())!.CurrentVersion == 2);

        var summary = await bench.SalesAsync();
        Assert.Equal((4, 1), (summary!.Rows, summary.RowsQuarantined));
        var detail = await bench.FindFirstAsync();
        Assert.Equal(("replay", 2, 1, 1, "committed"),
            (detail!.Ingestions[1].Kind, detail.Ingestions[1].Records, detail.Ingestions[1].RowsKept, detail.Ingestions[1].RowsQuarantined,
                detail.Object.State));
        Assert.Equal("replayed", detail.Steps[^1].Step);
        var left = Assert.Single(await bench.Quarantine.RecordsAsync(detail.Ingestions[1].Id, 0, 10, IngestorBench.Stop));
        Assert.Equal((4, "4,lots,d"), (left.RecordNumber, left.Raw.TrimEnd()));
        Assert.Equal([2], await Rows.QueryAsync(bench, "sales", 2, "select id from t where id = 2"));
        Assert.Equal(RetakeOutcome.AlreadyDone, await Retakes(host).ReplayAsync(first.Id, version + 1, IngestorBench.Stop));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Replay_ObjectOverwrittenWhileItIsRead_SaysSoInItsHistory()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var overwrite = false;
        var host = bench.Build(raw: store => new InterferingStore(store, async _ =>
        {
            if (overwrite)
            {
                overwrite = false;
                await bench.LandAsync(Key, "id,amount,note\n9,90,z\n");
            }
        }));
        await host.StartAsync(IngestorBench.Stop);
        var first = Assert.Single((await bench.IngestAsync(Key, Csv)).Ingestions);
        bench.WriteContract("sales", Corrected);
        var version = await NewVersionAsync(host);
        overwrite = true;

        Assert.Equal(RetakeOutcome.Queued, await Retakes(host).ReplayAsync(first.Id, version, IngestorBench.Stop));

        await Eventually.TrueAsync(async () => (await bench.FindFirstAsync())!.Steps.Any(step =>
            step.Step == RawObjectStep.ReplayFailed && step.Detail!.Contains("overwritten", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ReplayAndRetake_ObjectOverwrittenBefore_AreRefusedWithTheReason()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var host = await bench.StartAsync();
        var first = Assert.Single((await bench.IngestAsync(Key, Csv)).Ingestions);
        var second = await OverwriteAsync(bench, "no such columns\n1\n");
        var third = await OverwriteAsync(bench, "no such columns either\n1\n");
        bench.WriteContract("sales", Corrected);
        var version = await NewVersionAsync(host);

        Assert.Equal(RetakeOutcome.Overwritten, await Retakes(host).ReplayAsync(first.Id, version, IngestorBench.Stop));
        Assert.Equal(RetakeOutcome.Overwritten, await Retakes(host).RetakeAsync(second, version, IngestorBench.Stop));
        Assert.Equal(RetakeOutcome.Queued, await Retakes(host).RetakeAsync(third, version, IngestorBench.Stop));
    }

    [Fact]
    public async Task Replay_RawObjectGone_SaysSoAndChangesNothing()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var host = await bench.StartAsync();
        var first = Assert.Single((await bench.IngestAsync(Key, Csv)).Ingestions);
        await bench.Raw.DeleteAsync(ObjectKey.Parse(Key), IngestorBench.Stop);
        bench.WriteContract("sales", Corrected);
        var version = await NewVersionAsync(host);

        await Retakes(host).ReplayAsync(first.Id, version, IngestorBench.Stop);

        await Eventually.TrueAsync(async () => (await bench.FindFirstAsync())!.Steps[^1].Step == "replay failed");
        Assert.Equal((1, 2), ((await bench.SalesAsync())!.CurrentVersion, (await bench.SalesAsync())!.RowsQuarantined));
        await Eventually.TrueAsync(async () => await bench.Database.ScalarAsync<long>(
            "select count(*) from platform.work_item where queue = 'ingest' and state <> 'done'") == 0);
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Replay_ContractThatRenumbersRecords_TakesTheSameBytesOrIsRefused()
    {
        var withoutHeader = IngestorBench.SalesContract + "\ndialect: {header: false}";
        await using var bench = await IngestorBench.CreateAsync(postgres, withoutHeader);
        var host = await bench.StartAsync();
        var first = Assert.Single((await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n")).Ingestions);
        Assert.Equal((1, 1), (first.RowsKept, first.RowsQuarantined));
        bench.WriteContract("sales", IngestorBench.SalesContract);
        var version = await NewVersionAsync(host);

        await Retakes(host).ReplayAsync(first.Id, version, IngestorBench.Stop);
        await Eventually.TrueAsync(async () => (await bench.FindFirstAsync())!.Steps[^1].Step == "replay rejected");

        var detail = await bench.FindFirstAsync();
        Assert.Equal(("committed", "rejected"), (detail!.Object.State, detail.Ingestions[^1].Outcome));
        Assert.Contains("replay.records_moved", detail.Ingestions[^1].Fault, StringComparison.Ordinal);
        Assert.Equal((1, 1, 1), await FiguresAsync(bench));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Replay_DuplicateOfAKeptRow_StaysInQuarantine()
    {
        var unique = IngestorBench.SalesContract.Replace("{required: true}", "{required: true, unique: true}", StringComparison.Ordinal);
        await using var bench = await IngestorBench.CreateAsync(postgres, unique);
        var host = await bench.StartAsync();
        var first = Assert.Single((await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n1,20,b\n2,1.5,c\n3,30,d\n")).Ingestions);
        Assert.Equal((2, 2), (first.RowsKept, first.RowsQuarantined));
        bench.WriteContract("sales", unique.Replace(
            "name: amount\n    type: int32", "name: amount\n    type: decimal(9,2)", StringComparison.Ordinal));
        var version = await NewVersionAsync(host);

        await Retakes(host).ReplayAsync(first.Id, version, IngestorBench.Stop);
        await Eventually.TrueAsync(async () => (await bench.SalesAsync())!.CurrentVersion == 2);

        Assert.Equal((2, 3, 1), await FiguresAsync(bench));
        Assert.Equal([2], await Rows.QueryAsync(bench, "sales", 2, "select id from t where id = 2"));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Replay_QuarantineFileGone_ReleasesNothing()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var host = await bench.StartAsync();
        var first = Assert.Single((await bench.IngestAsync(Key, Csv)).Ingestions);
        var file = Assert.Single(await bench.Quarantine.FilesAsync(first.Id, IngestorBench.Stop));
        await bench.Processed.DeleteAsync(ObjectKey.Parse(file.Key), IngestorBench.Stop);
        bench.WriteContract("sales", Corrected);
        var version = await NewVersionAsync(host);

        await Retakes(host).ReplayAsync(first.Id, version, IngestorBench.Stop);

        await Eventually.TrueAsync(async () => (await bench.FindFirstAsync())!.Steps[^1].Step == "replay failed");
        Assert.Equal((1, 3, 2), await FiguresAsync(bench));
    }

    [Fact]
    public async Task Retake_RejectedFileUnderACorrectedContract_IsCommitted()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var host = await bench.StartAsync();
        var rejected = await bench.IngestAsync(Key, "id,amount,note\n1,1.5,a\n2,2.5,b\n3,30,c\n");
        Assert.Equal("rejected", rejected.Object.State);
        Assert.Equal(RetakeOutcome.SameContract, await Retakes(host).RetakeAsync(rejected.Object.Id, 1, IngestorBench.Stop));
        bench.WriteContract("sales", Corrected);
        var version = await NewVersionAsync(host);

        Assert.Equal(RetakeOutcome.Queued, await Retakes(host).RetakeAsync(rejected.Object.Id, version, IngestorBench.Stop));
        var taken = await bench.WaitForAsync("a.csv", RawObjectStates.Committed);

        Assert.Equal(["rejected", "committed"], taken.Ingestions.Select(ingestion => ingestion.Outcome));
        Assert.Equal(3, (await bench.SalesAsync())!.Rows);
        await bench.AssertConsistentAsync();
    }

    private static async Task<(long Version, long Rows, long Quarantined)> FiguresAsync(IngestorBench bench)
    {
        var summary = await bench.SalesAsync();
        return (summary!.CurrentVersion, summary.Rows, summary.RowsQuarantined);
    }

    private static async Task<long> OverwriteAsync(IngestorBench bench, string content)
    {
        var former = (await bench.WaitForAsync("a.csv", RawObjectStates.Committed, RawObjectStates.Rejected)).Object.Id;
        await bench.LandAsync(Key, content);
        await Eventually.TrueAsync(async () =>
            (await bench.WaitForAsync("a.csv", RawObjectStates.Rejected)).Object.Id > former);
        return (await bench.WaitForAsync("a.csv", RawObjectStates.Rejected)).Object.Id;
    }

    private static Retakes Retakes(IHost host) => host.Services.GetRequiredService<Retakes>();

    private static async Task<int> NewVersionAsync(IHost host)
    {
        var contracts = host.Services.GetRequiredService<ContractsInForce>();
        await Eventually.TrueAsync(async () => (await contracts.FindAsync("sales", IngestorBench.Stop))!.Version == 2);
        return 2;
    }
}
