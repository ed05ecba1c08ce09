using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Fixtures.Aws;
using Analytics.Fixtures.Aws.InProcess;
using Analytics.Ingestor.Discovery;
using Analytics.Ingestor.Tests.Support;
using Analytics.Storage;
using Analytics.Storage.S3;

using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Ingestor.Tests.Discovery;

public sealed class BucketDiscoveryTests(PostgresFixture postgres)
{
    /// <summary>Another text once any row was written.</summary>
    private const string Versions = "select string_agg(xmin::text, ',' order by id) from platform.raw_object";

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

    [Fact]
    public async Task Listing_OfWhatIsKnown_LooksAtNoObjectAndChangesNoRow()
    {
        await using var aws = new InProcessAws();
        await using var bucket = await TestBucket.MakeAsync(aws.Address);
        await using var bench = await IngestorBench.CreateAsync(postgres);
        bench.Settings["Ingest:ListingInterval"] = "01:00:00";
        using var store = new S3ObjectStore(bucket.Client, bucket.Name, new S3Options(), TimeProvider.System);
        for (var at = 0; at < 20; at++)
        {
            await PutAsync(store, $"incoming/unknown/{at}.csv");
            await PutAsync(store, $"incoming/sales/{at}.csv.tmp");
        }

        await PutAsync(store, "incoming/sales/loaded.csv");
        var host = bench.Build(raw: _ => store);
        await host.StartAsync(IngestorBench.Stop);
        await bench.WaitForAsync("loaded.csv", RawObjectStates.Committed);
        await Eventually.TrueAsync(async () => await bench.Database.ScalarAsync<long>(
            "select count(*) from platform.raw_object where state in ('unclaimed', 'ignored')") == 40);
        var listing = host.Services.GetRequiredService<StoreListing>();
        await listing.RunOnceAsync(IngestorBench.Stop);
        var before = await bench.Database.ScalarAsync<string>(Versions);
        aws.Requests.Clear();

        var result = await listing.RunOnceAsync(IngestorBench.Stop);

        Assert.Equal((41, 0, 0), (result.Names, result.Taken, result.Missing));
        Assert.DoesNotContain(aws.Requests, request => request.Operation.StartsWith("Head", StringComparison.Ordinal));
        Assert.Equal(before, await bench.Database.ScalarAsync<string>(Versions));

        await store.DeleteAsync(ObjectKey.Parse("incoming/unknown/7.csv"), IngestorBench.Stop);
        Assert.Equal(1, (await listing.RunOnceAsync(IngestorBench.Stop)).Missing);
    }

    private static async Task PutAsync(S3ObjectStore store, string key)
    {
        await using var content = new MemoryStream("id,amount,note\n1,10,a\n"u8.ToArray());
        await store.PutAsync(ObjectKey.Parse(key), content, PutCondition.Always, IngestorBench.Stop);
    }

    private static ObjectKey Key(string name) => ObjectKey.Parse($"incoming/sales/{name}");
}
