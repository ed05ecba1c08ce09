using System.Security.Cryptography;
using Amazon.S3;
using Analytics.Fixtures;
using Analytics.Fixtures.Aws;
using Analytics.Fixtures.Aws.InProcess;
using Analytics.Storage.S3;

namespace Analytics.Storage.Tests.S3;

/// <summary>F10 to F13: an S3 that is busy, forgetful, slow or wrong, request by request.</summary>
public sealed class S3ScriptedFaultTests : IAsyncLifetime
{
    private static readonly byte[] Small = RandomNumberGenerator.GetBytes(10_000);
    private static readonly byte[] Large = RandomNumberGenerator.GetBytes(11 << 20);
    private readonly InProcessAws _aws = new();
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

    private TestBucket Bucket => _bucket ?? throw new InvalidOperationException("Not made yet.");

    private S3ObjectStore Store => _store ?? throw new InvalidOperationException("Not made yet.");

    public async ValueTask InitializeAsync()
    {
        _bucket = await TestBucket.MakeAsync(_aws.Address);
        _client = Emulator.S3(_aws.Address, config => config.Timeout = TimeSpan.FromSeconds(5));
        _store = new S3ObjectStore(_client, _bucket.Name, _options, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _aws.Faults.Clear();
        _store?.Dispose();
        _client?.Dispose();
        await Bucket.DisposeAsync();
        await _aws.DisposeAsync();
    }

    [Theory]
    [InlineData("PutObject")]
    [InlineData("HeadObject")]
    [InlineData("GetObject")]
    [InlineData("ListObjectsV2")]
    [InlineData("CopyObject")]
    [InlineData("DeleteObject")]
    [InlineData("CreateMultipartUpload")]
    [InlineData("UploadPart")]
    [InlineData("CompleteMultipartUpload")]
    public async Task AnyOperation_SlowDownAndAnInternalError_IsRepeatedUntilItIsDone(string operation)
    {
        _aws.Faults.Add(operation, AwsFault.SlowDown).Add(operation, AwsFault.InternalError);

        await PutReadListCopyAndDeleteAsync();

        Assert.Equal([$"{operation}: 503 SlowDown", $"{operation}: 500 InternalError"], _aws.Faults.Struck);
    }

    [Theory]
    [InlineData("PutObject")]
    [InlineData("CopyObject")]
    [InlineData("DeleteObject")]
    [InlineData("UploadPart")]
    public async Task AnyWrite_AnswerLost_IsDoneOnceAllTheSame(string operation)
    {
        _aws.Faults.Add(operation, AwsFault.LostAnswer);

        await PutReadListCopyAndDeleteAsync();

        Assert.Single(_aws.Faults.Struck);
    }

    [Fact]
    public async Task Read_BusyForLongerThanAnyoneTries_FailsAfterABoundedNumberOfRequests()
    {
        var entry = await PutAsync("object", Small);
        _options.Attempts = 2;
        _options.PartTimeout = TimeSpan.FromMinutes(1);
        _aws.Faults.Add("GetObject", AwsFault.SlowDown, times: int.MaxValue);

        var fault = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => HashAsync(entry));

        Assert.True(StorageErrors.IsTransient(fault));
        Assert.InRange(_aws.Faults.Struck.Count, 2, 10);
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
    public async Task Read_AnswerBreaksTwice_IsResumedAndWhole(string name, AwsFault fault)
    {
        Assert.NotEmpty(name);
        var entry = await PutAsync("object", Large);
        _aws.Faults.Add("GetObject", fault, times: 2);

        Assert.Equal(SHA256.HashData(Large), await HashAsync(entry));
        Assert.Equal(2, _aws.Faults.Struck.Count);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(11 << 20)]
    public async Task Read_BitFlipped_IsDamagedAndRightTheNextTime(int length)
    {
        var entry = await PutAsync("object", Large[..length]);
        _aws.Faults.Add("GetObject", AwsFault.FlipBit(atByte: 5_000));

        await Assert.ThrowsAsync<ObjectDamagedException>(() => HashAsync(entry));
        Assert.Equal(SHA256.HashData(Large[..length]), await HashAsync(entry));
    }

    [Theory]
    [InlineData("PutObject", 10_000)]
    [InlineData("UploadPart", 11 << 20)]
    public async Task Put_BitFlippedOnTheWay_IsRefusedAndNothingShown(string operation, int length)
    {
        _aws.Faults.Add(operation, AwsFault.FlipBit(atByte: 5_000), times: int.MaxValue);

        await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => PutAsync("object", Large[..length]));

        Assert.Null(await Store.FindAsync(ObjectKey.Parse("object"), Stop));
        Assert.Empty((await Bucket.Client.ListMultipartUploadsAsync(Bucket.Name, Stop)).MultipartUploads ?? []);
    }

    public static TheoryData<string, int, bool> ConditionalWrites => new()
    {
        { "PutObject", 10_000, false },
        { "PutObject", 10_000, true },
        { "CompleteMultipartUpload", 11 << 20, false },
        { "CompleteMultipartUpload", 11 << 20, true },
    };

    [Theory]
    [MemberData(nameof(ConditionalWrites))]
    public async Task PutIfAbsent_AnswerLost_IsKnownAsItsOwn(string operation, int length, bool asFile)
    {
        _aws.Faults.Add(operation, AwsFault.LostAnswer);

        var written = await PutIfAbsentAsync(length, asFile);

        Assert.NotNull(written);
        Assert.Equal(SHA256.HashData(Large[..length]), await HashAsync(written));
        Assert.Single(_aws.Faults.Struck);
    }

    [Theory]
    [MemberData(nameof(ConditionalWrites))]
    public async Task PutIfAbsent_ConflictTwice_IsTriedAgain(string operation, int length, bool asFile)
    {
        _aws.Faults.Add(operation, AwsFault.ConditionalRequestConflict, times: 2);

        Assert.NotNull(await PutIfAbsentAsync(length, asFile));
        Assert.Equal(2, _aws.Faults.Struck.Count);
        Assert.Empty((await Bucket.Client.ListMultipartUploadsAsync(Bucket.Name, Stop)).MultipartUploads ?? []);
    }

    [Theory]
    [MemberData(nameof(ConditionalWrites))]
    public async Task PutIfAbsent_ConflictAndThenAnothersObject_IsTaken(string operation, int length, bool asFile)
    {
        await PutAsync("object", Small);
        _aws.Faults.Add(operation, AwsFault.ConditionalRequestConflict);

        Assert.Null(await PutIfAbsentAsync(length, asFile));
        Assert.Equal(Small.Length, (await Store.FindAsync(ObjectKey.Parse("object"), Stop))?.Size);
    }

    [Fact]
    public async Task PutIfAbsent_NothingButConflicts_FailsAsAStoreThatAsksForPatience()
    {
        _aws.Faults.Add("PutObject", AwsFault.ConditionalRequestConflict, times: int.MaxValue);

        var fault = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => PutIfAbsentAsync(10_000, asFile: false));

        Assert.True(StorageErrors.IsTransient(fault));
        Assert.InRange(_aws.Faults.Struck.Count, 2, 10);
    }

    [Fact]
    public async Task Put_EndOfTheUploadAnsweredTooLate_IsWritten()
    {
        _aws.Faults.Add("CompleteMultipartUpload", AwsFault.DoneButFailed);

        Assert.Equal(SHA256.HashData(Large), await HashAsync(await PutAsync("object", Large)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task AnyOperation_ClocksAreAnHourApart_GoesByTheServersClock(int hours)
    {
        _aws.ClockSkew = TimeSpan.FromHours(hours);

        await PutReadListCopyAndDeleteAsync();
    }

    private async Task PutReadListCopyAndDeleteAsync()
    {
        await PutAsync("large", Large);
        var entry = await PutAsync("small", Small);
        Assert.Equal(SHA256.HashData(Small), await HashAsync(entry));
        var copy = await Store.CopyAsync(entry.Key, ObjectKey.Parse("small copy"), Stop) ?? throw new InvalidOperationException("Gone.");
        Assert.Equal(SHA256.HashData(Small), await HashAsync(copy));
        var keys = new List<string>();
        await foreach (var found in Store.ListAsync("", Stop))
        {
            keys.Add(found.Key.Value);
        }

        Assert.Equal(["large", "small", "small copy"], keys);
        await Store.DeleteAsync(entry.Key, Stop);
        Assert.Null(await Store.FindAsync(entry.Key, Stop));
    }

    private async Task<ObjectEntry?> PutIfAbsentAsync(int length, bool asFile)
    {
        if (!asFile)
        {
            await using var content = new MemoryStream(Large[..length]);
            return await Store.PutAsync(ObjectKey.Parse("object"), content, PutCondition.IfAbsent, Stop);
        }

        using var folder = new ScratchFolder();
        var path = Path.Combine(folder.Path, "file");
        await File.WriteAllBytesAsync(path, Large[..length], Stop);
        return await Store.PutFileAsync(ObjectKey.Parse("object"), path, PutCondition.IfAbsent, Stop);
    }

    private async Task<ObjectEntry> PutAsync(string key, byte[] bytes)
    {
        await using var content = new MemoryStream(bytes);
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
