using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Logging;

namespace Analytics.Storage.FileEvents.Sqs;

/// <summary>Keeps received messages invisible for others while they wait their turn and are recorded.</summary>
internal sealed class MessageHold : IAsyncDisposable
{
    private readonly IAmazonSQS _client;
    private readonly SqsOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _held = [];
    private readonly Task _renewing;

    public MessageHold(IAmazonSQS client, SqsOptions options, TimeProvider time, ILogger logger)
    {
        _client = client;
        _options = options;
        _logger = logger;
        _renewing = RenewAsync(time);
    }

    public void Keep(IEnumerable<Message> messages)
    {
        lock (_lock)
        {
            foreach (var message in messages)
            {
                _held[message.MessageId] = message.ReceiptHandle;
            }
        }
    }

    public void LetGo(Message message)
    {
        lock (_lock)
        {
            _held.Remove(message.MessageId);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _renewing;
        _over.Dispose();
    }

    private async Task RenewAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(_options.Visibility / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                await RenewOnceAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The messages have been dealt with, or are left for others.
        }
    }

    private async Task RenewOnceAsync()
    {
        List<ChangeMessageVisibilityBatchRequestEntry> entries;
        lock (_lock)
        {
            entries = [.. _held.Select(held => new ChangeMessageVisibilityBatchRequestEntry(held.Key, held.Value)
            {
                VisibilityTimeout = (int)_options.Visibility.TotalSeconds,
            })];
        }

        if (entries.Count == 0)
        {
            return;
        }

        try
        {
            await _client.ChangeMessageVisibilityBatchAsync(_options.QueueUrl, entries, _over.Token);
        }
        catch (Exception fault) when (fault is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            // Then others may see them as well, which costs a second look and nothing more.
            _logger.NotHeld(fault);
        }
    }
}
