using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace Analytics.Aws;

/// <summary>
/// Signs each request by Signature Version 4, with credentials asked for anew, since those of a role change every few hours.
/// </summary>
/// <param name="service">As the signature names it: <c>xray</c>, <c>logs</c>, <c>monitoring</c>.</param>
public sealed class SigningHandler(string service, string region, Func<AWSCredentials> credentials, TimeProvider time) : DelegatingHandler
{
    // The media type, and all of AWS's own headers: a signature over these is what AWS asks for at least.
    private static readonly string[] Signed =
        ["content-type", "host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token", "x-amz-target"];

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        request.Content?.CopyTo(body, null, cancellationToken);
        Sign(request, body.ToArray(), credentials().GetCredentials());
        return base.Send(request, cancellationToken);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
        Sign(request, body, await credentials().GetCredentialsAsync());
        return await base.SendAsync(request, cancellationToken);
    }

    internal void Sign(HttpRequestMessage request, byte[] body, ImmutableCredentials key)
    {
        var address = request.RequestUri ?? throw new InvalidOperationException("A request without an address cannot be signed.");
        var at = time.GetUtcNow().UtcDateTime;
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        Set(request, "X-Amz-Date", at.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        Set(request, "X-Amz-Content-Sha256", hash);
        request.Headers.Host = address.IsDefaultPort ? address.Host : $"{address.Host}:{address.Port}";
        if (key.UseToken)
        {
            Set(request, "X-Amz-Security-Token", key.Token);
        }

        var headers = Signed.Select(name => (Name: name, Value: Value(request, name))).Where(header => header.Value is not null).ToList();
        var canonical = new StringBuilder()
            .Append(request.Method.Method).Append('\n')
            .Append(address.AbsolutePath).Append('\n')
            .Append('\n');
        foreach (var (name, value) in headers)
        {
            canonical.Append(name).Append(':').Append(value).Append('\n');
        }

        var names = string.Join(';', headers.Select(header => header.Name));
        canonical.Append('\n').Append(names).Append('\n').Append(hash);
        var signature = AWS4Signer.ComputeSignature(key, region, at, service, names, canonical.ToString());
        Set(request, "Authorization", signature.ForAuthorizationHeader);
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    private static string? Value(HttpRequestMessage request, string name) => name switch
    {
        "content-type" => request.Content?.Headers.ContentType?.ToString(),
        "host" => request.Headers.Host,
        _ => request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null,
    };
}
