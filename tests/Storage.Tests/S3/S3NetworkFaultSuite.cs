using System.Security.Cryptography;
using Analytics.Fixtures.Aws;
using Analytics.Fixtures.Network;
using Analytics.Storage.S3;

namespace Analytics.Storage.Tests.S3;

/// <summary>F10 to F13: a bad network between the store and its bucket.</summary>
/// <param name="address">Tells where the bucket is made; skips the test where that is missing.</param>
public abstract class S3NetworkFaultSuite(Func<string> address) : IAsyncLifetime
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(12 << 20);
    private readonly S3Options _options = new()
    {
        PartBytes = 5 << 20,
        UnknownLengthPartBytes = 5 << 20,
        PartTimeout = TimeSpan.FromSeconds(2),
    };

    private TestBucket? _bucket;
    private FaultProxy? _proxy;
    private Amazon.S3.AmazonS3Client? _client;
    private S3ObjectStore? _store;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TestBucket Bucket => _bucket ?? throw new InvalidOperationException("Not made yet.");

    private FaultProxy Proxy => _proxy ?? throw new InvalidOperationException("Not made yet.");

    private S3ObjectStore Store => _store ?? throw new InvalidOperationException("Not made yet.");

    public async ValueTask InitializeAsync()
    {
        _bucket = await TestBucket.MakeAsync(address());
        _proxy = new FaultProxy(address());
        var client = Emulator.S3(_proxy.Address, config => config.Timeout = TimeSpan.FromSeconds(5));
        _client = client;
        _store = new S3ObjectStore(client, _bucket.Name, _options, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _store?.Dispose();
        _client?.Dispose();
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        if (_bucket is not null)
        {
            await _bucket.DisposeAsync();
        }
    }

    public static TheoryData<string> Faults => ["hang", "reset", "cut", "late"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Read_ConnectionFailsInTheMiddle_IsResumedAndWhole(string fault)
    {
        var entry = await PutAsync("object");
        Proxy.Rule = Rule(fault, afterBytes: 3 << 20);

        Assert.Equal(SHA256.HashData(Content), await HashAsync(entry));
        Assert.True(fault == "late" || Proxy.Rule.Struck > 0);
    }

    [Fact]
    public async Task Read_SlowerThanAnyoneWaits_FailsAfterABoundedNumberOfAttempts()
    {
        _options.Attempts = 2;
        _options.PartTimeout = TimeSpan.FromMilliseconds(300);
        var entry = await PutAsync("object");
        Proxy.Rule = FaultRule.Timeout(afterBytes: 100_000, times: int.MaxValue);

        var fault = await Assert.ThrowsAsync<IOException>(() => HashAsync(entry));

        Assert.Contains("2 times", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_BitFlippedOnTheWay_IsDamagedAndRightTheNextTime()
    {
        var entry = await PutAsync("object");
        Proxy.Rule = FaultRule.FlipBit(atByte: 2 << 20, times: 1);

        await Assert.ThrowsAsync<ObjectDamagedException>(() => HashAsync(entry));
        Assert.Equal(SHA256.HashData(Content), await HashAsync(entry));
    }

    [Fact]
    public async Task Read_OverwrittenWhileItWasResumed_IsAnother()
    {
        var entry = await PutAsync("object");
        await using var stream = await Store.OpenReadAsync(entry.Key, entry.Etag, null, Stop) ?? throw new InvalidOperationException("Gone.");
        await stream.ReadExactlyAsync(new byte[1000], Stop);
        await Bucket.Client.PutObjectAsync(new() { BucketName = Bucket.Name, Key = "object", ContentBody = "another" }, Stop);

        await Assert.ThrowsAsync<ObjectChangedException>(() => stream.CopyToAsync(Stream.Null, Stop));
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("cut")]
    [InlineData("hang")]
    public async Task Put_AnswersAreLost_ObjectIsWholeOrAbsent(string fault)
    {
        Proxy.Rule = Rule(fault, afterBytes: 1);

        var entry = await PutAsync("object");

        Assert.Equal(SHA256.HashData(Content), await HashAsync(entry));
    }

    [Fact]
    public async Task PutIfAbsent_AnswerLostAfterTheWrite_IsWritten()
    {
        Proxy.Rule = FaultRule.ResetPeer(afterBytes: 1, times: 1);
        await using var content = new MemoryStream(Content[..1000]);

        // The retry of a write whose answer was lost finds its own object there.
        var written = await Store.PutAsync(ObjectKey.Parse("once"), content, PutCondition.IfAbsent, Stop);

        Assert.Equal(1000, written?.Size);
        Assert.Equal(written, await Store.FindAsync(ObjectKey.Parse("once"), Stop));
    }

    private static FaultRule Rule(string fault, long afterBytes) => fault switch
    {
        "hang" => FaultRule.Timeout(afterBytes, times: 2),
        "reset" => FaultRule.ResetPeer(afterBytes, times: 3),
        "cut" => FaultRule.Cut(afterBytes, times: 3),
        "late" => FaultRule.Latency(TimeSpan.FromMilliseconds(2)),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
    };

    private async Task<ObjectEntry> PutAsync(string key)
    {
        await using var content = new MemoryStream(Content);
        return await Store.PutAsync(ObjectKey.Parse(key), content, PutCondition.Always, Stop)
            ?? throw new InvalidOperationException("Not written.");
    }

    private async Task<byte[]> HashAsync(ObjectEntry entry)
    {
        await using var stream = await Store.OpenReadAsync(entry.Key, entry.Etag, null, Stop)
            ?? throw new InvalidOperationException("Gone.");
        return await SHA256.HashDataAsync(stream, Stop);
    }
}
