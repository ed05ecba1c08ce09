using Analytics.Core.Datasets;
using Analytics.Core.Storage;
using Analytics.Core.Storage.S3;
using Analytics.Fixtures;
using Analytics.Fixtures.Aws;
using Analytics.Ingestor.Tests.Support;

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
}
