namespace Analytics.Storage.FileEvents.Sqs;

/// <summary>Section <c>FileEvents:Sqs</c>: the queue that tells of new objects in the raw bucket.</summary>
public sealed class SqsOptions
{
    public const string Section = "FileEvents:Sqs";

    /// <summary>Address of the queue; empty where there is none: then new objects are found by listings alone.</summary>
    public string QueueUrl { get; set; } = "";

    /// <summary>
    /// Address of the queue for messages that are no notification of the raw bucket. Where it is empty they stay in their queue, whose
    /// own redrive policy moves them in the end, without a reason.
    /// </summary>
    public string DeadLetterQueueUrl { get; set; } = "";

    /// <summary>How long one request waits for a message; at most 20 s.</summary>
    public TimeSpan LongPoll { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a received message stays hidden from others; renewed while it is worked on.</summary>
    public TimeSpan Visibility { get; set; } = TimeSpan.FromSeconds(30);
}
