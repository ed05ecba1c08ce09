using Amazon.S3.Model;
using Analytics.Datasets;
using Analytics.Datasets.Delta;
using Analytics.Fixtures;
using Analytics.Fixtures.Aws;
using Analytics.Fixtures.Network;
using Analytics.Ingestor.Tests.Support;
using Analytics.Storage;
using Analytics.Storage.S3;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Ingestor.Tests.Ingest;

/// <summary>What goes wrong between an Ingestor and its buckets.</summary>
public sealed class BucketFaultTests(PostgresFixture postgres)
{
    private const string Key = "incoming/sales/a.csv";
    private const string Csv = "id,amount,note\n1,10,a\n2,20,b\n";

    [Fact]
    public async Task Ingest_StoreAwayWhileItIsRead_WaitsWithoutBurningItsOnlyAttempt()
    {
        await using var bucket = await TestBucket.MakeAsync();
        await bucket.Client.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket.Name, Key = Key, ContentBody = Csv }, IngestorBench.Stop);
        await using var proxy = new FaultProxy(Emulator.Address);
        using var client = Emulator.S3(proxy.Address, config => config.MaxErrorRetry = 0);
        using var store = new S3ObjectStore(client, bucket.Name, new S3Options { Attempts = 1 }, TimeProvider.System);
        await using var bench = await IngestorBench.CreateAsync(postgres);
        bench.Settings["Work:MaxAttempts"] = "1";
        bench.Settings["Ingest:ListingInterval"] = "01:00:00";
        var opened = 0;
        var host = bench.Build(raw: _ => new InterferingStore(store, _ =>
        {
            proxy.Rule = ++opened == 1 ? FaultRule.ResetPeer(afterBytes: 1, times: int.MaxValue) : FaultRule.None;
            return Task.CompletedTask;
        }));

        await host.StartAsync(IngestorBench.Stop);
        var waiting = await Eventually.ValueAsync(
            async () => await bench.Objects.ListAsync(new() { Limit = 1 }, IngestorBench.Stop) is [{ Reason: { } reason }] ? reason : null);
        proxy.Rule = FaultRule.None;
        await bench.WaitForAsync("a.csv", RawObjectStates.Committed);

        Assert.StartsWith("Waiting for the store, which does not answer:", waiting, StringComparison.Ordinal);
        Assert.Equal((1, 2), ((await bench.SalesAsync())!.CurrentVersion, (await bench.SalesAsync())!.Rows));
    }

    [Theory]
    [InlineData("write")]
    [InlineData("before-commit")]
    [InlineData("after-commit")]
    public async Task Crash_BetweenUploadAndCommit_MakesOneVersionAndLeavesNothing(string step)
    {
        await using var raw = await TestBucket.MakeAsync();
        await using var processed = await TestBucket.MakeAsync();
        await raw.Client.PutObjectAsync(new PutObjectRequest { BucketName = raw.Name, Key = Key, ContentBody = Csv }, IngestorBench.Stop);
        await using var bench = await IngestorBench.CreateAsync(postgres);
        UseBuckets(bench, raw, processed);
        Assert.NotEqual(0, await bench.StartProcess(crashAt: step).WaitForExitAsync());
        await processed.Client.InitiateMultipartUploadAsync(
            processed.Name, "datasets/sales/data/1-1-0/part-00001.parquet", IngestorBench.Stop);

        bench.StartProcess();
        await bench.WaitForAsync("a.csv", RawObjectStates.Committed);
        await Eventually.TrueAsync(async () => await bench.Database.ScalarAsync<long>(
            "select count(*) from platform.work_item where queue in ('ingest', 'publish') and state <> 'done'") == 0,
            TimeSpan.FromSeconds(60));
        await SweepAsync(bench, raw, processed);

        Assert.Equal((1, 2), ((await bench.SalesAsync())!.CurrentVersion, (await bench.SalesAsync())!.Rows));
        var left = await processed.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = processed.Name }, IngestorBench.Stop);
        string[] log = [DeltaKeys.Commit("sales", 0).Value, DeltaKeys.Commit("sales", 1).Value];
        Assert.Equal(log.Concat(await bench.NamedAsync()), (left.S3Objects ?? []).Select(found => found.Key));
        Assert.Empty((await processed.Client.ListMultipartUploadsAsync(processed.Name, IngestorBench.Stop)).MultipartUploads ?? []);
    }

    private static void UseBuckets(IngestorBench bench, TestBucket raw, TestBucket processed)
    {
        bench.Settings["Storage:RawPath"] = bench.Settings["Storage:ProcessedPath"] = "";
        bench.Settings["Storage:RawBucket"] = raw.Name;
        bench.Settings["Storage:ProcessedBucket"] = processed.Name;
        bench.Settings["AWS_ENDPOINT_URL"] = Emulator.Address;
        bench.Settings["AWS_ACCESS_KEY_ID"] = bench.Settings["AWS_SECRET_ACCESS_KEY"] = "test";

        // As in production a dead worker's item is taken over when its lease ends; only sooner.
        bench.Settings["Work:Lease"] = "00:00:02";
        bench.Settings["Work:RenewInterval"] = "00:00:00.5";
        bench.Settings["Work:RescueInterval"] = "00:00:00.5";
    }

    private static async Task SweepAsync(IngestorBench bench, TestBucket raw, TestBucket processed)
    {
        // The age of what was made a moment ago counts in whole seconds.
        var services = new ServiceCollection()
            .AddSingleton(bench.Database.DataSource)
            .AddSingleton(TimeProvider.System)
            .AddSingleton<Sweeper>()
            .AddKeyedSingleton<IObjectStore>(StoreNames.Raw, new S3ObjectStore(raw.Client, raw.Name, new S3Options(), TimeProvider.System))
            .AddKeyedSingleton<IObjectStore>(
                StoreNames.Processed, new S3ObjectStore(processed.Client, processed.Name, new S3Options(), TimeProvider.System));
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<Sweeper>().SweepAsync(TimeSpan.FromSeconds(-2), IngestorBench.Stop);
    }
}
