using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;

namespace Analytics.Fixtures.Aws;

/// <summary>A queue that a bucket tells of its new objects, and one for dead letters; both removed at the end.</summary>
public sealed class BucketEvents : IAsyncDisposable
{
    private BucketEvents(AmazonSQSClient client, string queueUrl, string deadLetterQueueUrl)
    {
        Client = client;
        QueueUrl = queueUrl;
        DeadLetterQueueUrl = deadLetterQueueUrl;
    }

    public AmazonSQSClient Client { get; }

    public string QueueUrl { get; }

    public string DeadLetterQueueUrl { get; }

    /// <param name="bucket">The bucket that tells.</param>
    /// <param name="notify">False for a bucket whose notifications nobody has set up: its queue stays empty.</param>
    /// <param name="address">Where bucket and queues are; <see cref="Emulator.Address"/> unless told otherwise.</param>
    public static async Task<BucketEvents> MakeAsync(TestBucket bucket, bool notify = true, string? address = null)
    {
        var client = Emulator.Sqs(address);
        var queue = (await client.CreateQueueAsync($"{bucket.Name}-events")).QueueUrl;
        var dead = (await client.CreateQueueAsync($"{bucket.Name}-dead")).QueueUrl;
        if (notify)
        {
            var arn = (await client.GetQueueAttributesAsync(queue, [QueueAttributeName.QueueArn])).QueueARN;
            await bucket.Client.PutBucketNotificationAsync(new PutBucketNotificationRequest
            {
                BucketName = bucket.Name,
                QueueConfigurations = [new QueueConfiguration { Queue = arn, Events = [EventType.ObjectCreatedAll] }],
            });
        }

        return new BucketEvents(client, queue, dead);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DeleteQueueAsync(QueueUrl);
        await Client.DeleteQueueAsync(DeadLetterQueueUrl);
        Client.Dispose();
    }
}
