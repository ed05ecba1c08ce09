using Amazon.S3;
using Amazon.S3.Model;

namespace Analytics.Storage.S3;

/// <summary>Copies an object that is too long for one request, part by part, within the store.</summary>
internal sealed class S3PartCopy(IAmazonS3 client, string bucket, long partBytes)
{
    public Task RunAsync(
        ObjectKey source, GetObjectMetadataResponse head, ObjectKey target, S3Write write, CancellationToken cancellationToken) =>
        S3PartUpload.RunAsync(
            client,
            bucket,
            target,
            partBytes,
            write,
            async upload =>
            {
                var parts = new List<PartETag>();
                for (long first = 0; first < head.ContentLength; first += partBytes)
                {
                    var copied = await client.CopyPartAsync(
                        new CopyPartRequest
                        {
                            SourceBucket = bucket,
                            SourceKey = source.Value,
                            ETagToMatch = [head.ETag],
                            FirstByte = first,
                            LastByte = Math.Min(first + partBytes, head.ContentLength) - 1,
                            DestinationBucket = bucket,
                            DestinationKey = target.Value,
                            UploadId = upload,
                            PartNumber = parts.Count + 1,
                        },
                        cancellationToken);
                    parts.Add(new PartETag(parts.Count + 1, copied.ETag) { ChecksumSHA256 = copied.ChecksumSHA256 });
                }

                return parts;
            },
            cancellationToken);
}
