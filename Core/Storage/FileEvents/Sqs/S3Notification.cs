using System.Net;
using System.Text.Json;

namespace Analytics.Storage.FileEvents.Sqs;

/// <summary>
/// What a message of S3 says: its own notification (<c>{"Records":[{"eventSource":"aws:s3","s3":{"bucket":{"name"},"object":{"key"}}}]}</c>,
/// keys URL-encoded), the one of EventBridge (<c>{"source":"aws.s3","detail":{"bucket":{"name"},"object":{"key"}}}</c>, keys plain),
/// either of them inside an SNS envelope, or the test event that S3 sends when a notification is set up.
/// </summary>
internal sealed record S3Notification(IReadOnlyList<FileEvent> Events, string? Fault)
{
    private const int MostDepth = 32;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MostDepth };

    /// <summary>Reads a body; of another bucket than <paramref name="bucket"/> it takes nothing.</summary>
    public static S3Notification Read(string? body, string bucket)
    {
        try
        {
            using var document = JsonDocument.Parse(body ?? "", Options);
            return Read(document.RootElement, bucket, isEnvelopeAllowed: true);
        }
        catch (JsonException fault)
        {
            return Failed($"The body is not JSON: {fault.Message}");
        }
    }

    private static S3Notification Read(JsonElement root, string bucket, bool isEnvelopeAllowed)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Failed("The body is JSON, but no object.");
        }

        if (Text(root, "Event") == "s3:TestEvent")
        {
            return new S3Notification([], null);
        }

        if (isEnvelopeAllowed && Text(root, "Type") == "Notification" && Text(root, "Message") is { } inner)
        {
            using var document = JsonDocument.Parse(inner, Options);
            return Read(document.RootElement, bucket, isEnvelopeAllowed: false);
        }

        if (root.TryGetProperty("Records", out var records) && records.ValueKind == JsonValueKind.Array)
        {
            return FromRecords(records, bucket);
        }

        if (Text(root, "source") == "aws.s3" && root.TryGetProperty("detail", out var detail))
        {
            return Entry(detail, bucket, isEncoded: false, out var hint) is { } fault
                ? Failed(fault)
                : new S3Notification(hint is null ? [] : [hint], null);
        }

        return Failed("The body is neither a notification of S3, nor one of EventBridge, nor a test event.");
    }

    private static S3Notification FromRecords(JsonElement records, string bucket)
    {
        var events = new List<FileEvent>();
        string? first = null;
        foreach (var record in records.EnumerateArray())
        {
            if (record.ValueKind != JsonValueKind.Object || Text(record, "eventSource") is not ("aws:s3" or "minio:s3")
                || !record.TryGetProperty("s3", out var detail))
            {
                first ??= "A record is not one of S3.";
            }
            else if (Entry(detail, bucket, isEncoded: true, out var hint) is { } fault)
            {
                first ??= fault;
            }
            else if (hint is not null)
            {
                events.Add(hint);
            }
        }

        return new S3Notification(events, first);
    }

    /// <summary>The hint of one object, or what is wrong with it.</summary>
    private static string? Entry(JsonElement detail, string bucket, bool isEncoded, out FileEvent? hint)
    {
        hint = null;
        if (detail.ValueKind != JsonValueKind.Object
            || !detail.TryGetProperty("bucket", out var from) || Text(from, "name") is not { } name
            || !detail.TryGetProperty("object", out var item) || Text(item, "key") is not { Length: > 0 } key)
        {
            return "A record names no bucket or no key.";
        }

        if (name != bucket)
        {
            return $"It is of the bucket '{name}', which is not the raw store ('{bucket}').";
        }

        // S3 writes a blank as '+' and a plus as '%2B'; WebUtility reads both as S3 means them.
        hint = new FileEvent(isEncoded ? WebUtility.UrlDecode(key) : key);
        return null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static S3Notification Failed(string fault) => new([], fault);
}
