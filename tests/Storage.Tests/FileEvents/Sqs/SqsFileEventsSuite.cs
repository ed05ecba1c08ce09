using Amazon.SQS;
using Amazon.SQS.Model;
using Analytics.Fixtures;
using Analytics.Fixtures.Aws;
using Analytics.Fixtures.Telemetry;
using Analytics.Storage.FileEvents;
using Analytics.Storage.FileEvents.Sqs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Storage.Tests.FileEvents.Sqs;

/// <param name="address">Tells where bucket and queues are made; skips the test where that is missing.</param>
public abstract class SqsFileEventsSuite(Func<string> address) : IAsyncLifetime
{
    private readonly SqsOptions _options = new() { LongPoll = TimeSpan.FromSeconds(1), Visibility = TimeSpan.FromSeconds(3) };
    private TestBucket? _bucket;
    private BucketEvents? _events;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TestBucket Bucket => _bucket ?? throw new InvalidOperationException("Not made yet.");

    private AmazonSQSClient Client => _events?.Client ?? throw new InvalidOperationException("Not made yet.");

    public async ValueTask InitializeAsync()
    {
        _bucket = await TestBucket.MakeAsync(address());
        _events = await BucketEvents.MakeAsync(_bucket, address: address());
        _options.QueueUrl = _events.QueueUrl;
        _options.DeadLetterQueueUrl = _events.DeadLetterQueueUrl;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_events is not null)
        {
            await _events.DisposeAsync();
        }

        if (_bucket is not null)
        {
            await _bucket.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("incoming/weather/plain.csv")]
    [InlineData("incoming/weather/with blank+plus Ä.csv")]
    public async Task Read_ObjectPut_NamesItsKeyAndRemovesTheMessage(string key)
    {
        await Bucket.Client.PutObjectAsync(new() { BucketName = Bucket.Name, Key = key, ContentBody = "x" }, Stop);

        Assert.Equal([key], await HintsAsync(1));
        Assert.Equal(0, await CountAsync(_options.QueueUrl));
    }

    [Fact]
    public async Task Read_SameMessageTwice_IsTwoHints()
    {
        await SendAsync("incoming/a/1", Bucket.Name);
        await SendAsync("incoming/a/1", Bucket.Name);

        Assert.Equal(["incoming/a/1", "incoming/a/1"], await HintsAsync(2));
    }

    [Fact]
    public async Task Read_MalformedOrOfAnotherBucket_GoesToTheDeadLettersWithTheReason()
    {
        await Client.SendMessageAsync(_options.QueueUrl, "no json", Stop);
        await SendAsync("incoming/a/1", "another-bucket");
        await SendAsync("incoming/a/2", Bucket.Name);

        Assert.Equal(["incoming/a/2"], await HintsAsync(1));
        var reasons = new List<string>();
        await Eventually.TrueAsync(
            async () =>
            {
                var received = await Client.ReceiveMessageAsync(
                    new ReceiveMessageRequest { QueueUrl = _options.DeadLetterQueueUrl, MessageAttributeNames = ["All"], MaxNumberOfMessages = 10 },
                    Stop);
                reasons.AddRange((received.Messages ?? []).Select(message => message.MessageAttributes["Reason"].StringValue));
                return reasons.Count >= 2;
            },
            TimeSpan.FromSeconds(20),
            "both messages are dead letters");
        Assert.Contains(reasons, reason => reason.Contains("not JSON", StringComparison.Ordinal));
        Assert.Contains(reasons, reason => reason.Contains("'another-bucket'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_RecordingTakesLongerThanTheVisibility_MessageStaysHidden()
    {
        await SendAsync("incoming/a/slow", Bucket.Name);
        await using var hints = Events().ReadAsync(Stop).GetAsyncEnumerator(Stop);
        await NextAsync(hints);
        await NextAsync(hints);

        // Longer than the message would be hidden without renewal: another consumer waits for it and gets nothing.
        var other = await Client.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = _options.QueueUrl, WaitTimeSeconds = 6 }, Stop);

        Assert.Empty(other.Messages ?? []);
    }

    [Fact]
    public async Task Read_ConsumerDiesBeforeItAsksOn_MessageComesAgain()
    {
        await SendAsync("incoming/a/again", Bucket.Name);
        await using (var hints = Events().ReadAsync(Stop).GetAsyncEnumerator(Stop))
        {
            await NextAsync(hints);
            await NextAsync(hints);
        }

        Assert.Equal(["incoming/a/again"], await HintsAsync(1));
    }

    [Fact]
    public async Task Read_MessageWithATrace_HintsGoOnWithIt()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        using var spans = new RecordedSpans("Analytics.FileEvents");
        await SendAsync("incoming/a/traced", Bucket.Name, $"00-{trace}-b7ad6b7169203331-01");
        await using var hints = Events().ReadAsync(Stop).GetAsyncEnumerator(Stop);
        await NextAsync(hints);
        await NextAsync(hints);
        var hint = hints.Current;
        var next = hints.MoveNextAsync();

        await Eventually.TrueAsync(() => spans.All.Any(span => span.Id == hint.TraceParent));
        var span = spans.All.First(span => span.Id == hint.TraceParent);
        Assert.Equal((trace, "b7ad6b7169203331"), (span.TraceId.ToHexString(), span.ParentSpanId.ToHexString()));
        Assert.Equal($"process {_options.QueueUrl.Split('/')[^1]}", span.OperationName);
        await SendAsync("incoming/a/last", Bucket.Name);
        Assert.True(await next);
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<FileEvent> hints)
    {
        Assert.True(await hints.MoveNextAsync());
        return hints.Current.Key;
    }

    private SqsFileEvents Events() =>
        new(Client, Bucket.Name, _options, TimeProvider.System, NullLogger<SqsFileEvents>.Instance);

    /// <summary>So many hints after the first, which always says that some may have been lost; all of them acknowledged.</summary>
    private async Task<IReadOnlyList<string>> HintsAsync(int count)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var keys = new List<string>();
        try
        {
            await foreach (var hint in Events().ReadAsync(enough.Token))
            {
                if (hint != FileEvent.Lost)
                {
                    keys.Add(hint.Key);
                }

                if (keys.Count == count)
                {
                    // The next question acknowledges the last hint; nothing more comes, so it is asked with little patience.
                    enough.CancelAfter(TimeSpan.FromSeconds(3));
                }
            }
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            // All that was to come has come.
        }

        return keys;
    }

    private Task<SendMessageResponse> SendAsync(string key, string bucket, string? traceParent = null) => Client.SendMessageAsync(
        new SendMessageRequest
        {
            QueueUrl = _options.QueueUrl,
            MessageBody =
                $$$$"""{"Records":[{"eventSource":"aws:s3","s3":{"bucket":{"name":"{{{{bucket}}}}"},"object":{"key":"{{{{key}}}}"}}}]}""",
            MessageAttributes = traceParent is null
                ? []
                : new() { ["traceparent"] = new MessageAttributeValue { DataType = "String", StringValue = traceParent } },
        },
        Stop);

    private async Task<int> CountAsync(string queue)
    {
        var read = await Client.GetQueueAttributesAsync(queue, ["All"], Stop);
        return read.ApproximateNumberOfMessages + read.ApproximateNumberOfMessagesNotVisible;
    }
}
