using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Analytics.Storage.S3;

/// <summary>An object sent in parts. What is not ended is given up, so that no half object is ever shown.</summary>
internal static class S3PartUpload
{
    /// <param name="client">The bucket's client.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The object's.</param>
    /// <param name="partBytes">How long the parts are, all but the last.</param>
    /// <param name="write">Says under which condition the object is shown, and goes with it.</param>
    /// <param name="send">Sends all parts of an upload.</param>
    /// <param name="cancellationToken">Gives the upload up.</param>
    public static async Task RunAsync(
        IAmazonS3 client, string bucket, ObjectKey key, long partBytes, S3Write write, Func<string, Task<List<PartETag>>> send,
        CancellationToken cancellationToken)
    {
        var begin = new InitiateMultipartUploadRequest
        {
            BucketName = bucket,
            Key = key.Value,
            ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
        };
        begin.Metadata[ObjectChecksum.PartBytesName] = PartSizes.Text(partBytes);
        begin.Metadata[S3Write.Name] = write.Id;
        var upload = await client.InitiateMultipartUploadAsync(begin, cancellationToken);
        try
        {
            var end = new CompleteMultipartUploadRequest
            {
                BucketName = bucket,
                Key = key.Value,
                UploadId = upload.UploadId,
                PartETags = await send(upload.UploadId),
                IfNoneMatch = write.IfNoneMatch,
            };
            await client.CompleteMultipartUploadAsync(end, cancellationToken);
        }
        catch (Exception)
        {
            await AbortAsync(client, bucket, key, upload.UploadId);
            throw;
        }
    }

    private static async Task AbortAsync(IAmazonS3 client, string bucket, ObjectKey key, string upload)
    {
        try
        {
            await client.AbortMultipartUploadAsync(bucket, key.Value, upload, CancellationToken.None);
        }
        catch (Exception fault) when (fault is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            // Either it was ended after all, or age takes it; what went wrong before is what the caller must hear.
        }
    }
}
