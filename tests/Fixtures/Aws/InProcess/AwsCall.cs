using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Fixtures.Aws.InProcess.S3;
using Microsoft.AspNetCore.Http;

namespace Analytics.Fixtures.Aws.InProcess;

/// <summary>One request of a client, taken apart.</summary>
internal sealed record AwsCall
{
    private const string TargetPrefix = "AmazonSQS.";

    /// <summary>As AWS names it.</summary>
    public required string Operation { get; init; }

    /// <summary>The object's key, or the queue's name.</summary>
    public required string Key { get; init; }

    public string Bucket { get; init; } = "";

    public required byte[] Body { get; init; }

    public required bool IsSqs { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    public required IQueryCollection Query { get; init; }

    public string Text => Encoding.UTF8.GetString(Body);

    public DateTimeOffset? SignedAt => DateTimeOffset.TryParseExact(
        Headers["x-amz-date"], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        ? at
        : null;

    public static AwsCall Of(HttpRequest request, byte[] body)
    {
        var target = request.Headers["X-Amz-Target"].ToString();
        var isSqs = target.StartsWith(TargetPrefix, StringComparison.Ordinal);
        var path = request.Path.Value![1..].Split('/', 2);
        var key = isSqs ? QueueOf(body) : path.Length > 1 ? path[1] : "";
        return new AwsCall
        {
            Operation = isSqs ? target[TargetPrefix.Length..] : S3Operations.Of(request, key),
            Key = key,
            Bucket = isSqs ? "" : path[0],
            Body = body,
            IsSqs = isSqs,
            Headers = request.Headers,
            Query = request.Query,
        };
    }

    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    public string? Parameter(string name) => Query.TryGetValue(name, out var value) ? value.ToString() : null;

    private static string QueueOf(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.TryGetProperty("QueueUrl", out var url) ? url.GetString()!.Split('/')[^1]
            : json.RootElement.TryGetProperty("QueueName", out var name) ? name.GetString()!
            : "";
    }
}
