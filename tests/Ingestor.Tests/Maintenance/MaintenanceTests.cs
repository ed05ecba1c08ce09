using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Ingestor.Maintenance;
using Analytics.Ingestor.Tests.Support;
using Analytics.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Ingestor.Tests.Maintenance;

public sealed class MaintenanceTests(PostgresFixture postgres)
{
    private const string Key = "incoming/sales/a.csv";

    [Fact]
    public async Task RunOnce_ContractThatKeepsOneVersionAndNoRaw_RemovesBothAndKeepsTheRows()
    {
        await using var bench = await IngestorBench.CreateAsync(
            postgres, IngestorBench.SalesContract + "\nretain: {versions: 1, raw: 30m}\n");
        bench.Settings["Retention:VersionGrace"] = "00:00:00";
        var host = await bench.StartAsync();
        await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n");
        await bench.LandAsync(Key, "id,amount,note\n2,20,b\n");
        await Eventually.TrueAsync(async () => (await bench.SalesAsync())!.CurrentVersion == 2);
        await bench.Database.ExecuteAsync("update platform.raw_object set seen_at = seen_at - interval '1 hour'");
        await bench.Database.ExecuteAsync("update platform.ingestion set finished_at = finished_at - interval '1 hour'");

        var result = await host.Services.GetRequiredService<MaintenanceLoop>().RunOnceAsync(IngestorBench.Stop);

        Assert.Equal((1, 1), (result.Files, result.RawObjects));
        Assert.Null(await bench.Reads.FilesAsync("sales", 1, IngestorBench.Stop));
        Assert.Equal([2], await Rows.QueryAsync(bench, "sales", 2, "select id from t"));
        Assert.Null(await bench.Raw.FindAsync(ObjectKey.Parse(Key), IngestorBench.Stop));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task RunOnce_WorkerThatDiedWithItsLastAttempt_ItsObjectSaysThatItFailed()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var host = await bench.StartAsync();
        await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n");
        await bench.Database.ExecuteAsync("update platform.raw_object set state = 'reading'");
        await bench.Database.ExecuteAsync("update platform.work_item set state = 'dead' where queue = 'ingest'");

        var result = await host.Services.GetRequiredService<MaintenanceLoop>().RunOnceAsync(IngestorBench.Stop);

        Assert.Equal(1, result.Abandoned);
        Assert.Contains("the Ingestor stopped", (await bench.WaitForAsync("a.csv", RawObjectStates.Failed)).Object.Reason);
    }

    [Fact]
    public async Task RunOnce_RetentionOfOneDatasetFails_DoesTheOthersAndTheSweep()
    {
        await using var bench = await IngestorBench.CreateAsync(
            postgres, IngestorBench.SalesContract + "\nretain: {versions: 1, raw: 30m}\n");
        bench.WriteContract("broken", IngestorBench.SalesContract + "\nretain: {versions: 1}\n");
        bench.Settings["Retention:VersionGrace"] = "00:00:00";
        var host = await bench.StartAsync();
        await bench.IngestAsync("incoming/broken/b.csv", "id,amount,note\n1,10,a\n");
        await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n");
        await bench.LandAsync(Key, "id,amount,note\n2,20,b\n");
        await Eventually.TrueAsync(async () => (await bench.SalesAsync())!.CurrentVersion == 2);
        await bench.Database.ExecuteAsync(
            "alter table platform.dataset add constraint stuck check (name <> 'broken' or oldest_version = 0)");

        var result = await host.Services.GetRequiredService<MaintenanceLoop>().RunOnceAsync(IngestorBench.Stop);

        Assert.Equal(1, result.Files);
    }

    [Fact]
    public async Task Start_ScratchOfADeadProcess_IsRemovedAndThatOfALivingOneKept()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var other = bench.Build();
        await other.StartAsync(IngestorBench.Stop);
        await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n");
        var dead = Directory.CreateDirectory(Path.Combine(bench.ScratchPath, "ingestor-dead")).FullName;
        await File.WriteAllTextAsync(Path.Combine(dead, "part.parquet"), "half", IngestorBench.Stop);

        // Though the other one has made this interval's pass over the installation.
        await bench.StartAsync();

        await Eventually.TrueAsync(() => Task.FromResult(!Directory.Exists(dead)));
        Assert.Equal(2, Directory.EnumerateDirectories(bench.ScratchPath).Count());
    }
}
