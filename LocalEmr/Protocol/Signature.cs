using System.Text.RegularExpressions;

namespace Analytics.LocalEmr.Protocol;

/// <summary>
/// Looks at the form of a signature (Signature Version 4), so that a client that forgets to sign, or signs for another service, learns
/// it here and not at AWS. Whether the signature is right is not checked: LocalEmr knows no secrets.
/// </summary>
internal static partial class Signature
{
    public static Caller Check(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            throw new EmrException("MissingAuthenticationTokenException", "Missing Authentication Token", status: 403);
        }

        if (Form().Match(header) is not { Success: true } match)
        {
            throw new EmrException(
                "IncompleteSignatureException",
                "Authorization must be 'AWS4-HMAC-SHA256 Credential=KEY/YYYYMMDD/REGION/elasticmapreduce/aws4_request, SignedHeaders=…, "
                + "Signature=64 hexadecimal digits'.");
        }

        if (match.Groups["service"].Value != "elasticmapreduce")
        {
            throw new EmrException(
                "InvalidSignatureException",
                "Credential should be scoped to correct service: 'elasticmapreduce', not '"
                + $"{match.Groups["service"].Value}'.",
                status: 403);
        }

        var headers = match.Groups["headers"].Value.Split(';');
        if (!headers.Contains("host", StringComparer.OrdinalIgnoreCase))
        {
            throw new EmrException("InvalidSignatureException", "'Host' must be a 'SignedHeader' in the AWS Authorization.", status: 403);
        }

        return request.Headers["X-Amz-Date"].ToString() is { } date && Date().IsMatch(date)
            && date.StartsWith(match.Groups["date"].Value, StringComparison.Ordinal)
            ? new Caller(match.Groups["region"].Value)
            : throw new EmrException(
                "IncompleteSignatureException", "X-Amz-Date must be a time like 20260102T030405Z, on the day that the credential names.");
    }

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 +Credential=[^/, ]+/(?<date>[0-9]{8})/(?<region>[a-z0-9-]+)/(?<service>[a-z0-9-]+)/aws4_request, *"
        + "SignedHeaders=(?<headers>[A-Za-z0-9;-]+), *Signature=[0-9a-f]{64}$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();

    [GeneratedRegex("^[0-9]{8}T[0-9]{6}Z$", RegexOptions.None, 1000)]
    private static partial Regex Date();
}
