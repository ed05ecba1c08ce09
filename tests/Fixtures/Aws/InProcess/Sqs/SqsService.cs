using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Analytics.Fixtures.Aws.InProcess.Sqs;

/// <summary>Standard queues in memory: at least once, hidden while a consumer has a message, long polls.</summary>
internal sealed class SqsService(string address)
{
    private const string Account = "000000000000";
    private static readonly TimeSpan UsualVisibility = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<SqsMessage>> _queues = [];

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async Task<AwsAnswer> AnswerAsync(AwsCall call, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(call.Body);
        var request = json.RootElement;
        if (call.Operation == "ReceiveMessage")
        {
            return await ReceiveAsync(call.Key, request, cancellationToken);
        }

        lock (_lock)
        {
            return call.Operation switch
            {
                "CreateQueue" => Create(call.Key),
                "GetQueueUrl" => Queue(call.Key) is not null ? Url(call.Key) : Url(""),
                "DeleteQueue" => _queues.Remove(call.Key) ? AwsAnswer.Json(new { }) : throw NoSuchQueue(call.Key),
                "GetQueueAttributes" => Attributes(call.Key),
                "SendMessage" => Send(call.Key, request),
                "DeleteMessage" => Delete(call.Key, request),
                "ChangeMessageVisibility" => Hide(call.Key, [request]),
                "ChangeMessageVisibilityBatch" => Hide(call.Key, [.. request.GetProperty("Entries").EnumerateArray()]),
                _ => throw new AwsErrorException(400, "InvalidAction", $"There is no {call.Operation} here."),
            };
        }
    }

    /// <summary>For services that tell queues of what happens; a queue that is gone is told nothing.</summary>
    public void Send(string queue, string body)
    {
        lock (_lock)
        {
            _queues.GetValueOrDefault(queue)?.Add(new SqsMessage(body));
        }
    }

    private static AwsErrorException NoSuchQueue(string queue) => new(400, "QueueDoesNotExist", $"The queue {queue} does not exist.");

    private List<SqsMessage> Queue(string name) => _queues.GetValueOrDefault(name) ?? throw NoSuchQueue(name);

    private AwsAnswer Create(string name)
    {
        _queues.TryAdd(name, []);
        return Url(name);
    }

    private AwsAnswer Url(string name) => AwsAnswer.Json(new { QueueUrl = $"{address}/{Account}/{name}" });

    private AwsAnswer Attributes(string name) => AwsAnswer.Json(new
    {
        Attributes = new Dictionary<string, string>
        {
            ["QueueArn"] = $"arn:aws:sqs:us-east-1:{Account}:{name}",
            ["ApproximateNumberOfMessages"] = $"{Queue(name).Count(message => message.HiddenUntil <= Now)}",
            ["ApproximateNumberOfMessagesNotVisible"] = $"{Queue(name).Count(message => message.HiddenUntil > Now)}",
        },
    });

    private AwsAnswer Send(string queue, JsonElement request)
    {
        var message = new SqsMessage(request.GetProperty("MessageBody").GetString() ?? "")
        {
            Attributes = Members(request, "MessageAttributes"),
            SystemAttributes = Members(request, "MessageSystemAttributes"),
        };
        Queue(queue).Add(message);
        return AwsAnswer.Json(new
        {
            MessageId = message.Id,
            MD5OfMessageBody = Md5.Text(Encoding.UTF8.GetBytes(message.Body)),
            MD5OfMessageAttributes = message.Attributes.Count > 0 ? Md5OfAttributes(message.Attributes) : null,
        });
    }

    private async Task<AwsAnswer> ReceiveAsync(string queue, JsonElement request, CancellationToken cancellationToken)
    {
        var most = Number(request, "MaxNumberOfMessages") ?? 1;
        var visibility = Number(request, "VisibilityTimeout") is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualVisibility;
        var end = Now + TimeSpan.FromSeconds(Number(request, "WaitTimeSeconds") ?? 0);
        while (true)
        {
            lock (_lock)
            {
                var found = Queue(queue).Where(message => message.HiddenUntil <= Now).Take(most).ToList();
                found.ForEach(message => message.HiddenUntil = Now + visibility);
                found.ForEach(message => message.Received++);
                if (found.Count > 0 || Now >= end)
                {
                    return AwsAnswer.Json(new { Messages = found.ConvertAll(Shown) });
                }
            }

            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    private static Dictionary<string, object?> Shown(SqsMessage message) => new()
    {
        ["MessageId"] = message.Id,
        ["ReceiptHandle"] = $"{message.Id}#{message.Received}",
        ["Body"] = message.Body,
        ["MD5OfBody"] = Md5.Text(Encoding.UTF8.GetBytes(message.Body)),
        ["MessageAttributes"] = message.Attributes,
        ["MD5OfMessageAttributes"] = message.Attributes.Count > 0 ? Md5OfAttributes(message.Attributes) : null,
        ["Attributes"] = message.SystemAttributes.ToDictionary(
            attribute => attribute.Key, attribute => attribute.Value.GetProperty("StringValue").GetString()),
    };

    private AwsAnswer Delete(string queue, JsonElement request)
    {
        var id = Id(request);
        Queue(queue).RemoveAll(message => message.Id == id);
        return AwsAnswer.Json(new { });
    }

    private AwsAnswer Hide(string queue, IReadOnlyList<JsonElement> entries)
    {
        foreach (var entry in entries)
        {
            var message = Queue(queue).Find(message => message.Id == Id(entry));
            if (message is not null)
            {
                message.HiddenUntil = Now + TimeSpan.FromSeconds(Number(entry, "VisibilityTimeout") ?? 0);
            }
        }

        return AwsAnswer.Json(new
        {
            Successful = entries.Where(entry => entry.TryGetProperty("Id", out _))
                .Select(entry => new { Id = entry.GetProperty("Id").GetString() }),
            Failed = Array.Empty<object>(),
        });
    }

    private static string? Id(JsonElement request) => request.GetProperty("ReceiptHandle").GetString()?.Split('#')[0];

    private static int? Number(JsonElement request, string name) =>
        request.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private static Dictionary<string, JsonElement> Members(JsonElement request, string name) =>
        request.TryGetProperty(name, out var given) && given.ValueKind == JsonValueKind.Object
            ? given.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.Clone())
            : [];

    /// <summary>As clients verify it: name, type and text, each behind its length, by the names' order.</summary>
    private static string Md5OfAttributes(Dictionary<string, JsonElement> attributes)
    {
        using var all = new MemoryStream();
        void Write(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Span<byte> length = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            all.Write(length);
            all.Write(bytes);
        }

        foreach (var (name, value) in attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            Write(name);
            Write(value.GetProperty("DataType").GetString() ?? "");
            all.WriteByte(1);
            Write(value.GetProperty("StringValue").GetString() ?? "");
        }

        return Md5.Text(all.ToArray());
    }
}
