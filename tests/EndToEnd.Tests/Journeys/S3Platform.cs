using Analytics.Fixtures.Aws;
using Analytics.Storage;
using Analytics.Storage.S3;

namespace Analytics.EndToEnd.Tests.Journeys;

/// <summary>The platform over two buckets, of which one tells a queue of its objects; listings are too rare to find any.</summary>
public class S3Platform : JourneyPlatform
{
    private TestBucket? _raw;
    private TestBucket? _processed;
    private BucketEvents? _events;

    protected virtual bool IsNotified => true;

    protected virtual TimeSpan ListingInterval => TimeSpan.FromHours(1);

    protected override IObjectStore Raw => StoreOf(_raw);

    protected override IObjectStore Processed => StoreOf(_processed);

    // Only the emulator's keys, whatever the machine has: a test must not be able to reach an account.
    protected override IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["AWS_ENDPOINT_URL"] = Emulator.Address,
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_REGION"] = "us-east-1",
    };

    protected override async Task<IReadOnlyDictionary<string, string>> OpenStoresAsync()
    {
        _raw = await TestBucket.MakeAsync();
        _processed = await TestBucket.MakeAsync();
        _events = await BucketEvents.MakeAsync(_raw, IsNotified);
        return new Dictionary<string, string>
        {
            ["Storage:RawBucket"] = _raw.Name,
            ["Storage:ProcessedBucket"] = _processed.Name,
            ["FileEvents:Sqs:QueueUrl"] = _events.QueueUrl,
            ["FileEvents:Sqs:DeadLetterQueueUrl"] = _events.DeadLetterQueueUrl,
            ["Ingest:ListingInterval"] = ListingInterval.ToString(),
        };
    }

    protected override async ValueTask CloseStoresAsync()
    {
        foreach (var made in (IAsyncDisposable?[])[_events, _raw, _processed])
        {
            if (made is not null)
            {
                await made.DisposeAsync();
            }
        }
    }

    private static S3ObjectStore StoreOf(TestBucket? bucket) => bucket is null
        ? throw new InvalidOperationException("Not made yet.")
        : new S3ObjectStore(bucket.Client, bucket.Name, new S3Options(), TimeProvider.System);
}
