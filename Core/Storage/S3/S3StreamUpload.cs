using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace Analytics.Storage.S3;

/// <summary>
/// Uploads a stream whose length need not be known: in one request where it fits in a part, else part by part, each with its SHA-256.
/// </summary>
internal sealed class S3StreamUpload(IAmazonS3 client, string bucket, int partBytes)
{
    public async Task RunAsync(ObjectKey key, Stream content, S3Write write, CancellationToken cancellationToken)
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
                IfNoneMatch = write.IfNoneMatch,
            };
            put.Metadata[S3Write.Name] = write.Id;
            await client.PutObjectAsync(put, cancellationToken);
            return;
        }

        await S3PartUpload.RunAsync(
            client,
            bucket,
            key,
            partBytes,
            write,
            async upload =>
            {
                var parts = new List<PartETag>();
                for (; length > 0; length = await content.ReadAtLeastAsync(buffer, partBytes, throwOnEndOfStream: false, cancellationToken))
                {
                    parts.Add(await SendAsync(key, upload, parts.Count + 1, buffer, length, cancellationToken));
                }

                return parts;
            },
            cancellationToken);
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
