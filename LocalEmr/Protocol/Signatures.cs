using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

using Amazon.Runtime.Internal.Auth;

using Analytics.LocalEmr.Options;

using Microsoft.Extensions.Options;

namespace Analytics.LocalEmr.Protocol;

/// <summary>
/// Checks signatures (Signature Version 4). Their form always, so that a client that forgets to sign, or signs for another service,
/// learns it here and not at AWS. Whether the signature is right where LocalEmr has a key: then it takes no other.
/// </summary>
internal sealed partial class Signatures(IOptions<LocalEmrOptions> options, TimeProvider time)
{
    private const string Service = "elasticmapreduce";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>What AWS asks to be signed at least, of that by which one request differs from another.</summary>
    private static readonly string[] MustBeSigned = ["host", "x-amz-date", "x-amz-target"];

    /// <summary>How far clocks may be apart, as at AWS.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly string _accessKey = options.Value.AccessKey;
    private readonly string _secretKey = options.Value.SecretKey;

    /// <summary>Checks all that can be checked before the body is read.</summary>
    public Credential CheckHead(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            throw new ApiException("MissingAuthenticationTokenException", "Missing Authentication Token", status: 403);
        }

        if (Form().Match(header) is not { Success: true } match)
        {
            throw Incomplete(
                "Authorization must be 'AWS4-HMAC-SHA256 Credential=KEY/YYYYMMDD/REGION/elasticmapreduce/aws4_request, SignedHeaders=…, "
                + "Signature=64 hexadecimal digits'.");
        }

        if (match.Groups["service"].Value != Service)
        {
            throw Invalid($"Credential should be scoped to correct service: '{Service}', not '{match.Groups["service"].Value}'.");
        }

        var credential = new Credential(
            match.Groups["key"].Value, match.Groups["date"].Value, match.Groups["region"].Value, match.Groups["headers"].Value,
            match.Groups["signature"].Value);
        if (!credential.HeaderNames.Contains("host", StringComparer.OrdinalIgnoreCase))
        {
            throw Invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.");
        }

        var at = SignedAt(request, credential);
        if (_secretKey.Length > 0)
        {
            CheckKey(credential, at);
        }

        return credential;
    }

    /// <summary>Checks the signature itself, over the body that came.</summary>
    public void CheckBody(HttpRequest request, Credential credential, ReadOnlySpan<byte> body)
    {
        if (_secretKey.Length == 0)
        {
            return;
        }

        if (request.QueryString.HasValue)
        {
            throw Invalid("A request to Amazon EMR has no query.");
        }

        if (MustBeSigned.Except(credential.HeaderNames, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } missing)
        {
            throw Invalid($"'{missing}' must be a 'SignedHeader' in the AWS Authorization.");
        }

        var signature = AWS4Signer.ComputeSignature(
            _accessKey, _secretKey, credential.Region, SignedAt(request, credential).UtcDateTime, Service, credential.SignedHeaders,
            Canonical(request, credential, body)).Signature;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes(credential.Signature)))
        {
            throw Invalid(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and "
                + "signing method. Consult the service documentation for details.");
        }
    }

    private void CheckKey(Credential credential, DateTimeOffset at)
    {
        if (credential.AccessKey != _accessKey)
        {
            throw new ApiException(
                "UnrecognizedClientException",
                "The security token included in the request is invalid. LocalEmr takes the key alone that "
                + $"{LocalEmrOptions.Section}:{nameof(LocalEmrOptions.AccessKey)} names.", status: 403);
        }

        var now = time.GetUtcNow();
        if ((now - at).Duration() > Skew)
        {
            throw Invalid(
                $"Signature expired or not yet current: {Text(at)} is more than {Skew.TotalMinutes:0} minutes from {Text(now)}. "
                + "Compare the clocks.");
        }
    }

    private static DateTimeOffset SignedAt(HttpRequest request, Credential credential) =>
        request.Headers["X-Amz-Date"].ToString() is { } date && date.StartsWith(credential.Date, StringComparison.Ordinal)
        && DateTimeOffset.TryParseExact(
            date, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw Incomplete("X-Amz-Date must be a time like 20260102T030405Z, on the day that the credential names.");

    private static string Canonical(HttpRequest request, Credential credential, ReadOnlySpan<byte> body)
    {
        var canonical = new StringBuilder().Append(request.Method).Append('\n').Append(request.Path.Value).Append("\n\n");
        foreach (var name in credential.HeaderNames)
        {
            var values = request.Headers[name].Select(value => Spaces().Replace((value ?? "").Trim(), " "));
            canonical.Append(name).Append(':').AppendJoin(',', values).Append('\n');
        }

        return canonical.Append('\n').Append(credential.SignedHeaders).Append('\n')
            .Append(Convert.ToHexStringLower(SHA256.HashData(body))).ToString();
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static ApiException Incomplete(string message) => new("IncompleteSignatureException", message);

    private static ApiException Invalid(string message) => new("InvalidSignatureException", message, status: 403);

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 +Credential=(?<key>[^/, ]+)/(?<date>[0-9]{8})/(?<region>[a-z0-9-]+)/(?<service>[a-z0-9-]+)/aws4_request, *"
        + "SignedHeaders=(?<headers>[A-Za-z0-9;-]+), *Signature=(?<signature>[0-9a-f]{64})$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();

    [GeneratedRegex(" {2,}", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
