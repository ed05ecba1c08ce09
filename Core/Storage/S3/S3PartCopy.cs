using Amazon.S3;
using Amazon.S3.Model;

namespace Analytics.Core.Storage.S3;

/// <summary>Copies an object that is too long for one request, part by part, within the store.</summary>
internal sealed class S3PartCopy(IAmazonS3 client, string bucket, long partBytes)
{
    public async Task RunAsync(
        ObjectKey source, GetObjectMetadataResponse head, ObjectKey target, CancellationToken cancellationToken)
    {
        var begin = new InitiateMultipartUploadRequest { BucketName = bucket, Key = target.Value, ChecksumAlgorithm = ChecksumAlgorithm.SHA256 };
        begin.Metadata[ObjectChecksum.PartBytesName] = PartSizes.Text(partBytes);
        var upload = await client.InitiateMultipartUploadAsync(begin, cancellationToken);
        try
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
                        UploadId = upload.UploadId,
                        PartNumber = parts.Count + 1,
                    },
                    cancellationToken);
                parts.Add(new PartETag(parts.Count + 1, copied.ETag) { ChecksumSHA256 = copied.ChecksumSHA256 });
            }

            await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = bucket, Key = target.Value, UploadId = upload.UploadId, PartETags = parts },
                cancellationToken);
        }
        catch (Exception)
        {
            // Parts of an upload that is not ended cost money until it is given up; where that fails too, age takes them.
            await client.AbortMultipartUploadAsync(bucket, target.Value, upload.UploadId, CancellationToken.None);
            throw;
        }
    }
}
