using Microsoft.AspNetCore.Http;

namespace Analytics.Fixtures.Aws.InProcess.S3;

internal static class S3Operations
{
    /// <summary>The operation's name, which S3 does not send: its method, path and parameters tell it.</summary>
    public static string Of(HttpRequest request, string key)
    {
        bool Has(string parameter) => request.Query.ContainsKey(parameter);
        var isCopy = request.Headers.ContainsKey("x-amz-copy-source");
        return (request.Method, key.Length > 0) switch
        {
            ("PUT", false) => Has("notification") ? "PutBucketNotificationConfiguration" : "CreateBucket",
            ("DELETE", false) => "DeleteBucket",
            ("HEAD", false) => "HeadBucket",
            ("POST", false) when Has("delete") => "DeleteObjects",
            ("GET", false) when Has("uploads") => "ListMultipartUploads",
            ("GET", false) when Has("location") => "GetBucketLocation",
            ("GET", false) => "ListObjectsV2",
            ("PUT", true) when Has("uploadId") => isCopy ? "UploadPartCopy" : "UploadPart",
            ("PUT", true) => isCopy ? "CopyObject" : "PutObject",
            ("POST", true) => Has("uploads") ? "CreateMultipartUpload" : "CompleteMultipartUpload",
            ("GET", true) => "GetObject",
            ("HEAD", true) => "HeadObject",
            ("DELETE", true) => Has("uploadId") ? "AbortMultipartUpload" : "DeleteObject",
            _ => $"{request.Method} {request.Path}",
        };
    }
}
