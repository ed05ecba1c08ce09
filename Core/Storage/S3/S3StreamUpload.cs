using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace Analytics.Core.Storage.S3;

/// <summary>
/// Uploads a stream whose length need not be known: in one request where it fits in a part, else part by part, each with its SHA-256.
/// What is not ended is given up, so that no half object is ever shown.
/// </summary>
internal sealed class S3StreamUpload(IAmazonS3 client, string bucket, int partBytes)
{
    public async Task RunAsync(ObjectKey key, Stream content, string? ifNoneMatch, CancellationToken cancellationToken)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(partBytes);
        var length = await content.ReadAtLeastAsync(buffer, partBytes, throwOnEndOfStream: false, cancellationToken);
        if (length < partBytes)
        {
            using var whole = new MemoryStream(buffer, 0, length);
            var put = new PutObjectRequest
            {
                BucketName = bucket,
                Key = key.Value,
                InputStream = whole,
                ChecksumSHA256 = Checksum(buffer, length),
                IfNoneMatch = ifNoneMatch,
            };
            await client.PutObjectAsync(put, cancellationToken);
            return;
        }

        var begin = new InitiateMultipartUploadRequest { BucketName = bucket, Key = key.Value, ChecksumAlgorithm = ChecksumAlgorithm.SHA256 };
        begin.Metadata[ObjectChecksum.PartBytesName] = PartSizes.Text(partBytes);
        var upload = await client.InitiateMultipartUploadAsync(begin, cancellationToken);
        try
        {
            var parts = new List<PartETag>();
            for (; length > 0; length = await content.ReadAtLeastAsync(buffer, partBytes, throwOnEndOfStream: false, cancellationToken))
            {
                parts.Add(await SendAsync(key, upload.UploadId, parts.Count + 1, buffer, length, cancellationToken));
            }

            var end = new CompleteMultipartUploadRequest
            {
                BucketName = bucket,
                Key = key.Value,
                UploadId = upload.UploadId,
                PartETags = parts,
                IfNoneMatch = ifNoneMatch,
            };
            await client.CompleteMultipartUploadAsync(end, cancellationToken);
        }
        catch (Exception)
        {
            // Parts of an upload that is not ended cost money until it is given up; where that fails too, age takes them.
            await client.AbortMultipartUploadAsync(bucket, key.Value, upload.UploadId, CancellationToken.None);
            throw;
        }
    }

    private static string Checksum(byte[] buffer, int length) => Convert.ToBase64String(SHA256.HashData(buffer.AsSpan(0, length)));

    private async Task<PartETag> SendAsync(
        ObjectKey key, string upload, int number, byte[] buffer, int length, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(buffer, 0, length);
        var checksum = Checksum(buffer, length);
        var sent = await client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = bucket,
                Key = key.Value,
                UploadId = upload,
                PartNumber = number,
                PartSize = length,
                InputStream = body,
                ChecksumSHA256 = checksum,
            },
            cancellationToken);
        return new PartETag(number, sent.ETag) { ChecksumSHA256 = checksum };
    }
}
