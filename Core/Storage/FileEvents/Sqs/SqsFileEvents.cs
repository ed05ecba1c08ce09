using System.Diagnostics;
using System.Runtime.CompilerServices;
using Amazon.SQS;
using Amazon.SQS.Model;
using Analytics.Telemetry;
using Microsoft.Extensions.Logging;

namespace Analytics.Storage.FileEvents.Sqs;

/// <summary>
/// Hints from a queue of S3 notifications, polled for long. A message is removed once everything that it names was recorded; until
/// then it is kept invisible for others. What is no notification goes to the dead letters, with the reason.
/// </summary>
public sealed class SqsFileEvents(
    IAmazonSQS client, string bucket, SqsOptions options, TimeProvider time, ILogger<SqsFileEvents> logger) : IFileEvents
{
    private const int MostMessages = 10;
    private const string ReasonAttribute = "Reason";

    public async IAsyncEnumerable<FileEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What was announced before the queue existed, or went to another consumer, is found by a listing alone.
        yield return FileEvent.Lost;
        var request = new ReceiveMessageRequest
        {
            QueueUrl = options.QueueUrl,
            MaxNumberOfMessages = MostMessages,
            WaitTimeSeconds = (int)options.LongPoll.TotalSeconds,
            VisibilityTimeout = (int)options.Visibility.TotalSeconds,
            MessageAttributeNames = [SqsTelemetry.TraceParentAttribute],
            MessageSystemAttributeNames = [SqsTelemetry.XRayAttribute],
        };
        var queue = options.QueueUrl[(options.QueueUrl.LastIndexOf('/') + 1)..];
        while (true)
        {
            var received = await client.ReceiveMessageAsync(request, cancellationToken);
            var messages = received.Messages ?? [];
            await using var hold = new MessageHold(client, options, time, logger);
            hold.Keep(messages);
            foreach (var message in messages)
            {
                using var activity = SqsTelemetry.Start(message, queue);
                var traceParent = activity?.Id ?? SqsTelemetry.TraceParentOf(message);
                var read = S3Notification.Read(message.Body, bucket);
                foreach (var hint in read.Events)
                {
                    yield return hint with { TraceParent = traceParent };
                }

                hold.LetGo(message);
                // What is current in an iterator is the caller's after each item that it gave.
                Activity.Current = activity;
                await EndAsync(message, read.Fault, cancellationToken);
            }
        }
    }

    private async Task EndAsync(Message message, string? fault, CancellationToken cancellationToken)
    {
        if (fault is not null)
        {
            Activity.Current.Fail("not_a_notification");
            logger.NotUnderstood(message.MessageId, fault);
            if (options.DeadLetterQueueUrl.Length == 0)
            {
                // The queue's own redrive policy takes it, after its count of receives.
                return;
            }

            await client.SendMessageAsync(
                new SendMessageRequest
                {
                    QueueUrl = options.DeadLetterQueueUrl,
                    MessageBody = message.Body,
                    MessageAttributes = new Dictionary<string, MessageAttributeValue>
                    {
                        [ReasonAttribute] = new() { DataType = "String", StringValue = fault },
                    },
                },
                cancellationToken);
        }

        await client.DeleteMessageAsync(options.QueueUrl, message.ReceiptHandle, cancellationToken);
    }
}
