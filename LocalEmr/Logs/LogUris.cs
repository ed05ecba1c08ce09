using Analytics.LocalEmr.Protocol;

namespace Analytics.LocalEmr.Logs;

/// <summary>LogUri: s3:// as everywhere, and file:// for a machine without S3.</summary>
internal static class LogUris
{
    private static readonly string[] OfS3 = ["s3", "s3n", "s3a"];

    /// <exception cref="ApiException">It is none that logs can be written under.</exception>
    public static void Check(string? logUri)
    {
        if (logUri is not null && !IsS3(logUri) && !IsFile(logUri))
        {
            throw ApiException.Validation(
                $"LogUri '{logUri}' is not valid: it must be s3://bucket/prefix/, or for LocalEmr file:///folder/.");
        }
    }

    public static bool IsS3(string logUri) =>
        Uri.TryCreate(logUri, UriKind.Absolute, out var uri) && OfS3.Contains(uri.Scheme) && uri.Host.Length > 0;

    public static bool IsFile(string logUri) => Uri.TryCreate(logUri, UriKind.Absolute, out var uri) && uri is { IsFile: true, Host: "" };

    /// <summary>A step's log as its LogUri names it, below <c>&lt;cluster&gt;/steps/&lt;step&gt;/</c>.</summary>
    public static string Of(string logUri, string clusterId, string stepId, string name) =>
        $"{logUri.TrimEnd('/')}/{clusterId}/steps/{stepId}/{name}.gz";

    /// <summary>A bootstrap action's log, below <c>&lt;cluster&gt;/node/&lt;instance&gt;/bootstrap-actions/&lt;number&gt;/</c>.</summary>
    public static string OfBootstrap(string logUri, string clusterId, string instanceId, int number, string name) =>
        $"{logUri.TrimEnd('/')}/{clusterId}/node/{instanceId}/bootstrap-actions/{number}/{name}.gz";
}
