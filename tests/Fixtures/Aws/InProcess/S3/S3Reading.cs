using System.Globalization;

namespace Analytics.Fixtures.Aws.InProcess.S3;

/// <summary>GET and HEAD of an object: all of it, or a range.</summary>
internal static class S3Reading
{
    public static AwsAnswer Get(S3Bucket bucket, AwsCall call)
    {
        var found = bucket.Objects.GetValueOrDefault(call.Key)
            ?? throw new AwsErrorException(404, "NoSuchKey", "The specified key does not exist.");
        S3Conditions.Check(found, call.Header("If-Match"));
        if (call.Header("If-None-Match")?.Trim('"') == found.Etag)
        {
            throw new AwsErrorException(304, "NotModified", "");
        }

        var headers = new Dictionary<string, string>(found.Headers)
        {
            ["ETag"] = $"\"{found.Etag}\"",
            ["Last-Modified"] = found.Modified.ToString("R", CultureInfo.InvariantCulture),
            ["Accept-Ranges"] = "bytes",
        };
        var range = Range(call.Header("Range"), found.Bytes.Length);
        if (range is null && call.Header("x-amz-checksum-mode") is not null && found.Checksum is { } checksum)
        {
            headers[checksum.Name] = checksum.Value;
            headers["x-amz-checksum-type"] = checksum.Value.Contains('-') ? "COMPOSITE" : "FULL_OBJECT";
        }

        var body = found.Bytes.AsMemory();
        if (range is var (first, last))
        {
            headers["Content-Range"] = $"bytes {first}-{last}/{found.Bytes.Length}";
            body = body[first..(last + 1)];
        }

        return new AwsAnswer(range is null ? 200 : 206, body, found.Headers.GetValueOrDefault("Content-Type", "binary/octet-stream"))
        {
            Headers = headers,
            Length = call.Operation == "HeadObject" ? body.Length : null,
        };
    }

    /// <summary>What S3 gives back with an object as it came.</summary>
    public static IReadOnlyDictionary<string, string> KeptHeaders(AwsCall call) => call.Headers
        .Where(header => header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase) || header.Key == "Content-Type")
        .ToDictionary(header => header.Key, header => header.Value.ToString());

    /// <summary>bytes=a-b, bytes=a- or bytes=-n, within so many bytes.</summary>
    public static (int First, int Last)? Range(string? header, int length)
    {
        if (header?.Replace("bytes=", "").Split('-') is not [var from, var to])
        {
            return null;
        }

        var first = from.Length > 0 ? long.Parse(from, CultureInfo.InvariantCulture)
            : Math.Max(0, length - long.Parse(to, CultureInfo.InvariantCulture));
        var last = from.Length > 0 && to.Length > 0 ? long.Parse(to, CultureInfo.InvariantCulture) : length - 1;
        return first < length
            ? ((int)first, (int)Math.Min(last, length - 1))
            : throw new AwsErrorException(416, "InvalidRange", "The requested range is not satisfiable");
    }
}
