namespace Analytics.Fixtures.Aws.InProcess.S3;

internal static class S3Conditions
{
    public static void CheckWrite(S3Bucket bucket, AwsCall call)
    {
        var there = bucket.Objects.GetValueOrDefault(call.Key);
        if (call.Header("If-None-Match") == "*" && there is not null)
        {
            throw Failed();
        }

        if (call.Header("If-Match") is { } etag)
        {
            Check(there ?? throw new AwsErrorException(404, "NoSuchKey", "The specified key does not exist."), etag);
        }
    }

    public static void CheckDelete(S3Bucket bucket, AwsCall call)
    {
        if (call.Header("If-Match") is { } etag)
        {
            Check(bucket.Objects.GetValueOrDefault(call.Key) ?? throw Failed(), etag);
        }
    }

    /// <summary>Refuses where the object is not the one that the client means, if it means one.</summary>
    public static void Check(S3Object found, string? etag)
    {
        if (etag is not (null or "*") && etag.Trim('"') != found.Etag)
        {
            throw Failed();
        }
    }

    private static AwsErrorException Failed() =>
        new(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
}
