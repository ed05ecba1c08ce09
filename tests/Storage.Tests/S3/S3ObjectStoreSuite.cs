using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Analytics.Fixtures.Aws;
using Analytics.Storage.S3;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Storage.Tests.S3;

/// <summary>The conformance suite over a bucket, and what a bucket alone has to show.</summary>
/// <param name="address">Tells where the bucket is made; skips the test where that is missing.</param>
public abstract class S3ObjectStoreSuite(Func<string> address) : ObjectStoreConformance
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly S3Options _options = new() { PartBytes = 5 << 20, UnknownLengthPartBytes = 5 << 20 };
    private TestBucket? _bucket;

    private TestBucket Bucket => _bucket ?? throw new InvalidOperationException("Not opened yet.");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_bucket is not null)
        {
            await _bucket.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task PutFile_SeveralParts_IsReadBackAndHasASha256()
    {
        var content = RandomNumberGenerator.GetBytes((17 << 20) + 3);
        var path = Path.Combine(Scratch, "large");
        await File.WriteAllBytesAsync(path, content, Stop);

        var entry = await Store.PutFileAsync(Key("large"), path, PutCondition.IfAbsent, Stop);

        Assert.NotNull(entry);
        Assert.False(File.Exists(path));
        Assert.Equal(content, await BytesAsync(entry));
        var head = await Bucket.Client.GetObjectMetadataAsync(
            new GetObjectMetadataRequest { BucketName = Bucket.Name, Key = "large", ChecksumMode = ChecksumMode.ENABLED }, Stop);
        Assert.EndsWith("-4", head.ChecksumSHA256, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_StreamOfUnknownLength_IsReadBack()
    {
        var content = RandomNumberGenerator.GetBytes((11 << 20) + 1);
        await using var stream = new ForwardOnlyStream(content);

        var entry = await Store.PutAsync(Key("streamed"), stream, PutCondition.Always, Stop);

        Assert.Equal(content, await BytesAsync(entry ?? throw new InvalidOperationException("Not written.")));
    }

    [Theory]
    [InlineData("incoming/weather/with blank.csv")]
    [InlineData("incoming/weather/a+b=c&d%20.csv")]
    [InlineData("incoming/weather/Ärger 数据 😀.csv")]
    public async Task Put_KeyThatUrlsEncode_IsFoundListedReadAndCopied(string key)
    {
        var entry = await Put(key, "x");

        Assert.Equal([key], await List("incoming/"));
        Assert.Equal("x", await Read(entry ?? throw new InvalidOperationException("Not written.")));
        Assert.NotNull(await Store.CopyAsync(Key(key), Key("copy of " + key), Stop));
        await Store.DeleteAsync(Key(key), Stop);
        Assert.Null(await Store.FindAsync(Key(key), Stop));
    }

    [Fact]
    public async Task List_MoreThanAPage_GivesEachKeyOnce()
    {
        var keys = Enumerable.Range(0, 1_050).Select(number => $"many/{number:d5}").ToList();
        await Parallel.ForEachAsync(keys, Stop, async (key, _) => await Put(key, "x"));

        Assert.Equal(keys, await List("many/"));
    }

    [Fact]
    public async Task Scan_NamesThatAreNoKeys_AreRefusedAndFolderMarksPassedOver()
    {
        await Bucket.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket.Name, Key = "a//b", ContentBody = "x" }, Stop);
        await Bucket.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket.Name, Key = "folder/", ContentBody = "" }, Stop);

        var names = new List<ScannedName>();
        await foreach (var name in Store.ScanAsync("", Stop))
        {
            names.Add(name);
        }

        var refused = Assert.Single(names);
        Assert.Equal("a//b", refused.Name);
        Assert.NotNull(refused.Refusal);
    }

    [Fact]
    public async Task AbortStaleWrites_OldUploads_AreGivenUpAndYoungOnesKept()
    {
        await Bucket.Client.InitiateMultipartUploadAsync(Bucket.Name, "unfinished", Stop);

        Assert.Equal(0, await Store.AbortStaleWritesAsync(_time.GetUtcNow() - TimeSpan.FromHours(24), IsOwn, Stop));
        _time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(1, await Store.AbortStaleWritesAsync(_time.GetUtcNow() - TimeSpan.FromHours(24), IsOwn, Stop));
        Assert.Empty((await Bucket.Client.ListMultipartUploadsAsync(Bucket.Name, Stop)).MultipartUploads ?? []);
    }

    [Fact]
    public async Task AbortStaleWrites_UploadOfSomebodyElse_IsLeftAlone()
    {
        await Bucket.Client.InitiateMultipartUploadAsync(Bucket.Name, "incoming/sales/a long upload.parquet", Stop);
        _time.Advance(TimeSpan.FromHours(25));

        Assert.Equal(0, await Store.AbortStaleWritesAsync(_time.GetUtcNow() - TimeSpan.FromHours(24), IsOwn, Stop));
        var upload = Assert.Single((await Bucket.Client.ListMultipartUploadsAsync(Bucket.Name, Stop)).MultipartUploads);
        await Bucket.Client.AbortMultipartUploadAsync(Bucket.Name, upload.Key, upload.UploadId, Stop);
    }

    [Fact]
    public async Task AbortStaleWrites_TwoServicesAtOnce_GiveUpEachUploadOnce()
    {
        for (var number = 0; number < 20; number++)
        {
            await Bucket.Client.InitiateMultipartUploadAsync(Bucket.Name, $"unfinished/{number}", Stop);
        }

        _time.Advance(TimeSpan.FromHours(25));
        var aborted = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Store.AbortStaleWritesAsync(_time.GetUtcNow() - TimeSpan.FromHours(24), IsOwn, Stop)));

        Assert.True(aborted.Sum() >= 20);
        Assert.Empty((await Bucket.Client.ListMultipartUploadsAsync(Bucket.Name, Stop)).MultipartUploads ?? []);
    }

    [Fact]
    public async Task Copy_InParts_IsEqual()
    {
        var content = RandomNumberGenerator.GetBytes(11 << 20);
        var path = Path.Combine(Scratch, "large");
        await File.WriteAllBytesAsync(path, content, Stop);
        await Store.PutFileAsync(Key("large"), path, PutCondition.Always, Stop);
        var head = await Bucket.Client.GetObjectMetadataAsync(Bucket.Name, "large", Stop);

        await new S3PartCopy(Bucket.Client, Bucket.Name, 5 << 20)
            .RunAsync(Key("large"), head, Key("copy"), S3Write.New(PutCondition.Always), Stop);

        var copy = await Store.FindAsync(Key("copy"), Stop);
        Assert.Equal(content, await BytesAsync(copy ?? throw new InvalidOperationException("Not copied.")));
    }

    [Fact]
    public async Task Find_BucketGone_IsAFaultAndNotAnAbsentObject()
    {
        using var store = new S3ObjectStore(Bucket.Client, "there-is-no-such-bucket", _options, _time);

        await Assert.ThrowsAnyAsync<AmazonS3Exception>(async () =>
        {
            await foreach (var name in store.ScanAsync("", Stop))
            {
                Assert.Fail($"{name} was listed.");
            }
        });
    }

    public override async Task DeleteByEtag_OverwrittenAtTheSameTime_LosesNoWrite()
    {
        await Put("a", "one");
        try
        {
            await Bucket.Client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = Bucket.Name, Key = "a", IfMatch = "another" }, Stop);
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode == System.Net.HttpStatusCode.NotImplemented)
        {
            Assert.Skip("This emulator knows no conditional deletes, as S3 does: nothing can make them atomic.");
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode == System.Net.HttpStatusCode.PreconditionFailed)
        {
            // As S3 answers.
        }

        await base.DeleteByEtag_OverwrittenAtTheSameTime_LosesNoWrite();
    }

    protected override async ValueTask<IObjectStore> OpenAsync()
    {
        _bucket = await TestBucket.MakeAsync(address());
        return new S3ObjectStore(_bucket.Client, _bucket.Name, _options, _time);
    }

    private static bool IsOwn(string key) => key.StartsWith("unfinished", StringComparison.Ordinal);

    private async Task<byte[]> BytesAsync(ObjectEntry entry)
    {
        await using var stream = await Store.OpenReadAsync(entry.Key, entry.Etag, null, Stop);
        Assert.NotNull(stream);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Stop);
        return copy.ToArray();
    }
}
