using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Fixtures.Aws;
using Analytics.Ingestor.Tests.Support;
using Analytics.Storage;
using Analytics.Storage.S3;

namespace Analytics.Ingestor.Tests.Discovery;

public sealed class BucketDiscoveryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Listing_ObjectOfAMomentAgoInABucket_IsTakenAtOnce()
    {
        await using var bucket = await TestBucket.MakeAsync();
        await using var bench = await IngestorBench.CreateAsync(postgres);
        bench.Settings["Ingest:SettleTime"] = bench.Settings["Ingest:ListingInterval"] = "01:00:00";
        using var store = new S3ObjectStore(bucket.Client, bucket.Name, new S3Options(), TimeProvider.System);
        await using var content = new MemoryStream("id,amount,note\n1,10,a\n"u8.ToArray());
        await store.PutAsync(ObjectKey.Parse("incoming/sales/a.csv"), content, PutCondition.Always, IngestorBench.Stop);

        await bench.Build(raw: _ => store).StartAsync(IngestorBench.Stop);

        var found = await bench.WaitForAsync("a.csv", RawObjectStates.Committed);
        Assert.Equal("listing", found.Object.SeenBy);
    }

    [Fact]
    public async Task Listing_RenamedInABucket_CountsOnceWhicheverHalfIsSeenFirst()
    {
        await using var bucket = await TestBucket.MakeAsync();
        await using var bench = await IngestorBench.CreateAsync(postgres);
        using var store = new S3ObjectStore(bucket.Client, bucket.Name, new S3Options(), TimeProvider.System);
        var (first, second, third) = (Key("first.csv"), Key("second.csv"), Key("third.csv"));
        await using var content = new MemoryStream("id,amount,note\n1,10,a\n"u8.ToArray());
        await store.PutAsync(first, content, PutCondition.Always, IngestorBench.Stop);
        await bench.Build(raw: _ => store).StartAsync(IngestorBench.Stop);
        await bench.WaitForAsync("first.csv", RawObjectStates.Committed);

        // The copy is read before the original goes.
        await store.CopyAsync(first, second, IngestorBench.Stop);
        await bench.WaitForAsync("second.csv", RawObjectStates.Committed);
        await store.DeleteAsync(first, IngestorBench.Stop);
        await Eventually.TrueAsync(async () => (await bench.SalesAsync())!.CurrentVersion == 3);
        Assert.Equal("renamed from incoming/sales/first.csv", (await bench.Reads.FindVersionAsync("sales", 3, IngestorBench.Stop))!.Reason);
        Assert.Equal(1, (await bench.SalesAsync())!.Rows);

        // A marker of Hadoop's is no file here either.
        await using var empty = new MemoryStream();
        await store.PutAsync(Key("_SUCCESS"), empty, PutCondition.Always, IngestorBench.Stop);
        await bench.WaitForAsync("_SUCCESS", RawObjectStates.Ignored);

        await store.CopyAsync(second, third, IngestorBench.Stop);
        await store.DeleteAsync(second, IngestorBench.Stop);
        await bench.WaitForAsync("third.csv", RawObjectStates.Committed);
        await Eventually.TrueAsync(async () => (await bench.SalesAsync())!.Rows == 1);
        await bench.WaitForAsync("second.csv", RawObjectStates.Superseded);
    }

    private static ObjectKey Key(string name) => ObjectKey.Parse($"incoming/sales/{name}");
}
