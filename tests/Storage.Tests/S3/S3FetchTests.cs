using System.Security.Cryptography;
using Amazon.S3;
using Analytics.Fixtures;
using Analytics.Fixtures.Aws;
using Analytics.Fixtures.Aws.InProcess;
using Analytics.Storage.S3;

using Microsoft.Extensions.Time.Testing;

namespace Analytics.Storage.Tests.S3;

/// <summary>Copies of objects on this machine: one request each, whole whatever breaks, several at a time.</summary>
public sealed class S3FetchTests : IAsyncLifetime
{
    private static readonly byte[] Large = RandomNumberGenerator.GetBytes(11 << 20);

    private readonly InProcessAws _aws = new();
    private readonly ScratchFolder _scratch = new();
    private readonly S3Options _options = new()
    {
        PartBytes = 5 << 20,
        UnknownLengthPartBytes = 5 << 20,
        PartTimeout = TimeSpan.FromSeconds(2),
    };

    private AmazonS3Client? _client;
    private TestBucket? _bucket;
    private S3ObjectStore? _store;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private S3ObjectStore Store => _store ?? throw new InvalidOperationException("Not made yet.");

    public async ValueTask InitializeAsync()
    {
        _bucket = await TestBucket.MakeAsync(_aws.Address);
        _client = Emulator.S3(_aws.Address, config => config.Timeout = TimeSpan.FromSeconds(5));
        _store = StoreWith(TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _aws.Faults.Clear();
        _store?.Dispose();
        _client?.Dispose();
        _scratch.Dispose();
        await _bucket!.DisposeAsync();
        await _aws.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_000)]
    [InlineData(11 << 20)]
    public async Task Fetch_AnyLength_TakesOneRequest(int length)
    {
        await PutAsync("object", Large[..length]);
        _aws.Requests.Clear();

        Assert.Equal(Large[..length], await FetchAsync("object"));
        Assert.Equal(["GetObject"], _aws.Requests.Select(request => request.Operation));
    }

    public static TheoryData<string, AwsFault> BrokenAnswers => new()
    {
        { "cut", AwsFault.Cut(afterBytes: 1_000) },
        { "hang", AwsFault.Hang },
        { "1 B/s", AwsFault.Bandwidth(bytesPerSecond: 1) },
        { "lost", AwsFault.LostAnswer },
    };

    [Theory]
    [MemberData(nameof(BrokenAnswers), DisableDiscoveryEnumeration = true)]
    public async Task Fetch_AnswerBreaksTwice_IsResumedAndWhole(string name, AwsFault fault)
    {
        Assert.NotEmpty(name);
        await PutAsync("object", Large);
        _aws.Faults.Add("GetObject", fault, times: 2);

        Assert.Equal(Large, await FetchAsync("object"));
        Assert.Equal(2, _aws.Faults.Struck.Count);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(11 << 20)]
    public async Task Fetch_BitFlipped_IsDamagedAndLeavesNoFile(int length)
    {
        await PutAsync("object", Large[..length]);
        _aws.Faults.Add("GetObject", AwsFault.FlipBit(atByte: 5_000));

        await Assert.ThrowsAsync<ObjectDamagedException>(() => FetchAsync("object"));

        Assert.Empty(Directory.EnumerateFiles(_scratch.Path));
        Assert.Equal(Large[..length], await FetchAsync("object"));
    }

    [Fact]
    public async Task Fetch_OverwrittenAfterItsAnswerBroke_IsNotMadeOfTwoObjects()
    {
        await PutAsync("object", Large);
        _options.PartTimeout = TimeSpan.FromHours(1);
        var clock = new FakeTimeProvider();
        using var store = StoreWith(clock);
        _aws.Faults.Add("GetObject", AwsFault.Cut(afterBytes: 1_000));

        var fetch = store.FetchAsync(ObjectKey.Parse("object"), _scratch.Path, Stop);
        await Eventually.TrueAsync(() => _aws.Answers.Any(answer => answer.Operation == "GetObject"));
        await PutAsync("object", Large[1..]);
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return fetch.IsCompleted;
        });

        // The client may have asked again by itself before the object was overwritten, or have seen nothing of the first answer: either
        // object alone is a right one.
        if (await Record.ExceptionAsync(() => fetch) is { } fault)
        {
            Assert.IsType<ObjectChangedException>(fault);
            Assert.Empty(Directory.EnumerateFiles(_scratch.Path));
        }
        else
        {
            var fetched = await File.ReadAllBytesAsync(await fetch ?? "", Stop);
            Assert.True(fetched.AsSpan().SequenceEqual(Large) || fetched.AsSpan().SequenceEqual(Large.AsSpan(1)), "The file is made of two objects.");
        }
    }

    [Fact]
    public async Task FetchAll_ManyObjects_AsksOnceForEachAndKeepsTheirOrder()
    {
        var keys = Enumerable.Range(0, 50).Select(at => ObjectKey.Parse($"many/{at:d2}")).ToList();
        foreach (var key in keys)
        {
            await PutAsync(key.Value, System.Text.Encoding.UTF8.GetBytes(key.Value));
        }

        _aws.Requests.Clear();
        var (paths, gone) = await Store.FetchAllAsync(keys, _scratch.Path, Stop);

        Assert.Null(gone);
        Assert.Equal(keys.Select(key => key.Value), paths.Select(File.ReadAllText));
        Assert.Equal(50, _aws.Requests.Count);
        Assert.All(_aws.Requests, request => Assert.Equal("GetObject", request.Operation));
    }

    [Fact]
    public async Task FetchAll_SlowStore_AsksForSeveralAtATime()
    {
        var keys = Enumerable.Range(0, 16).Select(at => ObjectKey.Parse($"slow/{at:d2}")).ToList();
        foreach (var key in keys)
        {
            await PutAsync(key.Value, [1]);
        }

        _aws.Faults.Add("GetObject", AwsFault.Hang, times: keys.Count);
        _options.Attempts = 1;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var fetch = Store.FetchAllAsync(keys, _scratch.Path, stop.Token);
        await Eventually.TrueAsync(() => _aws.Faults.Struck.Count == keys.Count);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        Assert.Empty(Directory.EnumerateFiles(_scratch.Path));
    }

    [Fact]
    public async Task FetchAll_OneIsGone_NamesIt()
    {
        await PutAsync("here", [1]);

        var (_, gone) = await Store.FetchAllAsync([ObjectKey.Parse("here"), ObjectKey.Parse("gone")], _scratch.Path, Stop);

        Assert.Equal("gone", gone?.Value);
    }

    [Fact]
    public async Task FetchEnd_LargeObject_BringsItsEndAndThenWhatIsAskedFor()
    {
        await PutAsync("object", Large);
        _aws.Requests.Clear();

        var copy = await Store.FetchEndAsync(ObjectKey.Parse("object"), Large.Length, 1_000, _scratch.Path, Stop);
        Assert.NotNull(copy);
        await copy.FillAsync(5_000, 3 << 20, Stop);

        var expected = new byte[Large.Length];
        Large.AsSpan(^1_000..).CopyTo(expected.AsSpan(^1_000..));
        Large.AsSpan(5_000, 3 << 20).CopyTo(expected.AsSpan(5_000));
        Assert.Equal(expected, await File.ReadAllBytesAsync(copy.Path, Stop));
        Assert.DoesNotContain("HeadObject", _aws.Requests.Select(request => request.Operation));
    }

    [Fact]
    public async Task FetchEnd_OverwrittenSince_IsNotFilledFromAnotherObject()
    {
        await PutAsync("object", Large);
        var copy = await Store.FetchEndAsync(ObjectKey.Parse("object"), Large.Length, 1_000, _scratch.Path, Stop);
        Assert.NotNull(copy);
        await PutAsync("object", [.. Large.Reverse()]);

        await Assert.ThrowsAsync<ObjectChangedException>(() => copy.FillAsync(0, 10, Stop));
    }

    [Theory]
    [InlineData("gone", 10_000)]
    [InlineData("object", 9_999)]
    [InlineData("object", 10_001)]
    [InlineData("object", 20_000)]
    public async Task FetchEnd_NoSuchObjectOfThatLength_IsNoneAndLeavesNoFile(string key, long length)
    {
        await PutAsync("object", Large[..10_000]);

        Assert.Null(await Store.FetchEndAsync(ObjectKey.Parse(key), length, 1_000, _scratch.Path, Stop));
        Assert.Empty(Directory.EnumerateFiles(_scratch.Path));
    }

    private S3ObjectStore StoreWith(TimeProvider time) => new(_client!, _bucket!.Name, _options, time);

    private async Task PutAsync(string key, byte[] bytes)
    {
        await using var content = new MemoryStream(bytes);
        Assert.NotNull(await Store.PutAsync(ObjectKey.Parse(key), content, PutCondition.Always, Stop));
    }

    private async Task<byte[]> FetchAsync(string key)
    {
        var path = await Store.FetchAsync(ObjectKey.Parse(key), _scratch.Path, Stop);
        Assert.NotNull(path);
        var bytes = await File.ReadAllBytesAsync(path, Stop);
        File.Delete(path);
        return bytes;
    }
}
