using Amazon.S3.Model;
using Analytics.Fixtures.Aws;
using Analytics.Fixtures.Network;
using Analytics.Storage;
using Analytics.Storage.S3;

namespace Analytics.Nemesis.Tests.Running;

/// <summary>Two buckets and the queue that tells of new objects, reached by the services over a network that can be made bad.</summary>
internal sealed class BucketStores : INemesisStores
{
    private const int Times = 1000;

    private static readonly Dictionary<string, Func<FaultRule>> Rules = new(StringComparer.Ordinal)
    {
        ["store resets"] = () => FaultRule.ResetPeer(1, Times),
        ["store cuts answers"] = () => FaultRule.Cut(5_000, Times),
        ["store hangs"] = () => FaultRule.Timeout(20_000, Times),
        ["store is slow"] = () => FaultRule.Latency(TimeSpan.FromMilliseconds(400)),
    };

    private readonly TestBucket _raw;
    private readonly TestBucket _processed;
    private readonly BucketEvents _events;
    private readonly FaultProxy _proxy;

    private BucketStores(TestBucket raw, TestBucket processed, BucketEvents events)
    {
        (_raw, _processed, _events) = (raw, processed, events);
        _proxy = new FaultProxy(Emulator.Address);
    }

    public IObjectStore Raw => StoreOf(_raw);

    public IObjectStore Processed => StoreOf(_processed);

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Storage__RawBucket"] = _raw.Name,
        ["Storage__ProcessedBucket"] = _processed.Name,
        ["Storage__S3__PartTimeout"] = "00:00:05",
        ["FileEvents__Sqs__QueueUrl"] = _events.QueueUrl,
        ["FileEvents__Sqs__DeadLetterQueueUrl"] = _events.DeadLetterQueueUrl,
        ["AWS_ENDPOINT_URL"] = _proxy.Address,
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_REGION"] = "us-east-1",
    };

    public IReadOnlyList<string> Faults => [.. Rules.Keys];

    public static async Task<BucketStores> OpenAsync()
    {
        var raw = await TestBucket.MakeAsync();
        return new BucketStores(raw, await TestBucket.MakeAsync(), await BucketEvents.MakeAsync(raw));
    }

    public Task<IAsyncDisposable> BeginAsync(string fault)
    {
        _proxy.Rule = Rules[fault]();
        return Task.FromResult<IAsyncDisposable>(new Undo(() =>
        {
            _proxy.Rule = FaultRule.None;
            return ValueTask.CompletedTask;
        }));
    }

    public async Task<IReadOnlyList<string>> UnfinishedWritesAsync()
    {
        var found = new List<string>();
        foreach (var bucket in new[] { _raw, _processed })
        {
            var uploads = await bucket.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket.Name });
            found.AddRange((uploads.MultipartUploads ?? []).Select(upload => $"{bucket.Name}/{upload.Key}"));
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _events.DisposeAsync();
        await _processed.DisposeAsync();
        await _raw.DisposeAsync();
    }

    private static S3ObjectStore StoreOf(TestBucket bucket) => new(bucket.Client, bucket.Name, new S3Options(), TimeProvider.System);
}
