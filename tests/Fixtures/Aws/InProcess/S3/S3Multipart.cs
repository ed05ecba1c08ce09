using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace Analytics.Fixtures.Aws.InProcess.S3;

internal static class S3Multipart
{
    private const int SmallestPart = 5 << 20;

    public static AwsAnswer Create(S3Bucket bucket, AwsCall call, DateTimeOffset at)
    {
        var upload = new S3Upload(Guid.NewGuid().ToString("N"), call.Key, at, S3Reading.KeptHeaders(call))
        {
            HasSha256 = call.Header("x-amz-checksum-algorithm") == "SHA256",
        };
        bucket.Uploads[upload.Id] = upload;
        return AwsAnswer.Xml(new XElement(
            "InitiateMultipartUploadResult",
            new XElement("Bucket", call.Bucket), new XElement("Key", call.Key), new XElement("UploadId", upload.Id)));
    }

    public static AwsAnswer Add(S3Bucket bucket, AwsCall call, S3Content content)
    {
        Upload(bucket, call).Parts[Number(call)] = content;
        return AwsAnswer.Nothing with { Headers = new() { ["ETag"] = $"\"{content.Etag}\"" } };
    }

    public static AwsAnswer AddCopy(S3Bucket bucket, AwsCall call, S3Object source)
    {
        var bytes = S3Reading.Range(call.Header("x-amz-copy-source-range"), source.Bytes.Length) is var (first, last)
            ? source.Bytes[first..(last + 1)]
            : source.Bytes;
        var sha256 = Convert.ToBase64String(SHA256.HashData(bytes));
        var part = new S3Content(bytes, S3Content.Sha256Name, sha256);
        Upload(bucket, call).Parts[Number(call)] = part;
        return AwsAnswer.Xml(new XElement(
            "CopyPartResult", new XElement("ETag", $"\"{part.Etag}\""), new XElement("ChecksumSHA256", sha256)));
    }

    /// <summary>The object that the parts named make, in that order.</summary>
    public static S3Object Join(S3Bucket bucket, AwsCall call, DateTimeOffset at)
    {
        var upload = Upload(bucket, call);
        var parts = XDocument.Parse(call.Text).Descendants().Where(element => element.Name.LocalName == "Part")
            .Select(part => upload.Parts.GetValueOrDefault(int.Parse(Child(part, "PartNumber"), CultureInfo.InvariantCulture)) is { } kept
                && kept.Etag == Child(part, "ETag").Trim('"')
                    ? kept
                    : throw new AwsErrorException(400, "InvalidPart", "One or more of the specified parts could not be found."))
            .ToList();
        if (parts.SkipLast(1).Any(part => part.Bytes.Length < SmallestPart))
        {
            throw new AwsErrorException(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
        }

        var etag = Md5.Text([.. parts.SelectMany(part => Md5.Of(part.Bytes))]);
        var sha256 = Convert.ToBase64String(SHA256.HashData([.. parts.SelectMany(part => SHA256.HashData(part.Bytes))]));
        return new S3Object([.. parts.SelectMany(part => part.Bytes)], $"{etag}-{parts.Count}", at)
        {
            Checksum = upload.HasSha256 ? (S3Content.Sha256Name, $"{sha256}-{parts.Count}") : null,
            Headers = upload.Headers,
        };
    }

    public static AwsAnswer Abort(S3Bucket bucket, AwsCall call)
    {
        bucket.Uploads.Remove(Upload(bucket, call).Id);
        return AwsAnswer.NoContent;
    }

    private static S3Upload Upload(S3Bucket bucket, AwsCall call) =>
        bucket.Uploads.GetValueOrDefault(call.Parameter("uploadId") ?? "") is { } upload && upload.Key == call.Key
            ? upload
            : throw new AwsErrorException(404, "NoSuchUpload", "The specified upload does not exist.");

    private static int Number(AwsCall call) => int.Parse(call.Parameter("partNumber") ?? "", CultureInfo.InvariantCulture);

    private static string Child(XElement part, string name) => part.Elements().First(element => element.Name.LocalName == name).Value;
}
