using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Analytics.Fixtures.Aws.InProcess.S3;

/// <summary>Listings, page by page.</summary>
internal static class S3Listing
{
    private const int LargestPage = 1_000;

    public static AwsAnswer Objects(S3Bucket bucket, AwsCall call)
    {
        var prefix = call.Parameter("prefix") ?? "";
        var delimiter = call.Parameter("delimiter") is { Length: > 0 } given ? given : null;
        var after = call.Parameter("continuation-token") is { } token
            ? Encoding.UTF8.GetString(Convert.FromBase64String(token))
            : call.Parameter("start-after");

        // A name is a key, or what keys have in common up to the delimiter.
        var names = bucket.Objects.Keys
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => delimiter is not null && key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) is >= 0 and var at
                ? key[..(at + delimiter.Length)]
                : key)
            .Distinct()
            .Where(name => after is null || bucket.Objects.Comparer.Compare(name, after) > 0)
            .Take(PageSize(call, "max-keys") + 1)
            .ToList();
        var page = names.Take(PageSize(call, "max-keys")).ToList();
        var encode = call.Parameter("encoding-type") == "url" ? Uri.EscapeDataString : (Func<string, string>)(static text => text);
        return AwsAnswer.Xml(new XElement(
            "ListBucketResult",
            new XElement("Name", call.Bucket),
            new XElement("Prefix", encode(prefix)),
            new XElement("KeyCount", page.Count),
            new XElement("IsTruncated", names.Count > page.Count),
            names.Count > page.Count ? new XElement("NextContinuationToken", TokenOf(page[^1])) : null,
            page.Where(bucket.Objects.ContainsKey).Select(key => new XElement(
                "Contents",
                new XElement("Key", encode(key)),
                new XElement("LastModified", Time(bucket.Objects[key].Modified)),
                new XElement("ETag", $"\"{bucket.Objects[key].Etag}\""),
                new XElement("Size", bucket.Objects[key].Bytes.Length),
                new XElement("StorageClass", "STANDARD"))),
            page.Where(name => !bucket.Objects.ContainsKey(name))
                .Select(name => new XElement("CommonPrefixes", new XElement("Prefix", encode(name))))));
    }

    public static AwsAnswer Uploads(S3Bucket bucket, AwsCall call)
    {
        var prefix = call.Parameter("prefix") ?? "";
        var (afterKey, afterId) = (call.Parameter("key-marker") ?? "", call.Parameter("upload-id-marker") ?? "");
        var found = bucket.Uploads.Values
            .Where(upload => upload.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(upload => upload.Key, StringComparer.Ordinal).ThenBy(upload => upload.Id, StringComparer.Ordinal)
            .Where(upload => string.CompareOrdinal(upload.Key, afterKey) is var order
                && (order > 0 || (order == 0 && string.CompareOrdinal(upload.Id, afterId) > 0)))
            .ToList();
        var page = found.Take(PageSize(call, "max-uploads")).ToList();
        var isTruncated = found.Count > page.Count;
        return AwsAnswer.Xml(new XElement(
            "ListMultipartUploadsResult",
            new XElement("Bucket", call.Bucket),
            new XElement("IsTruncated", isTruncated),
            isTruncated ? new XElement("NextKeyMarker", page[^1].Key) : null,
            isTruncated ? new XElement("NextUploadIdMarker", page[^1].Id) : null,
            page.Select(upload => new XElement(
                "Upload",
                new XElement("Key", upload.Key),
                new XElement("UploadId", upload.Id),
                new XElement("Initiated", Time(upload.Initiated))))));
    }

    private static string TokenOf(string name) => Convert.ToBase64String(Encoding.UTF8.GetBytes(name));

    private static int PageSize(AwsCall call, string parameter) =>
        int.TryParse(call.Parameter(parameter), CultureInfo.InvariantCulture, out var asked) ? Math.Min(asked, LargestPage) : LargestPage;

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.000'Z'", CultureInfo.InvariantCulture);
}
