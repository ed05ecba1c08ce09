using System.Globalization;
using System.Security.Cryptography;

using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.Internal.Auth;

using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Database;

/// <summary>
/// Tokens that RDS takes for passwords: the presigned address of a call <c>connect</c>, good for 15 minutes. Signing asks nobody, so
/// each connection that is opened has a token of its own, and none is ever old.
/// </summary>
internal sealed class IamTokens(IOptions<DatabaseOptions> options, Func<AWSCredentials> credentials, TimeProvider time)
{
    private const string Service = "rds-db";
    private const int ValidSeconds = 15 * 60;
    private static readonly string NoBody = Convert.ToHexStringLower(SHA256.HashData([]));

    /// <summary>With the credentials that AWS clients find by themselves: environment, profile, instance role.</summary>
    public IamTokens(IOptions<DatabaseOptions> options, TimeProvider time)
        : this(options, () => DefaultAWSCredentialsIdentityResolver.GetCredentials(), time)
    {
    }

    /// <summary>The configured region, or else the one that AWS clients find by themselves.</summary>
    public static string? RegionOf(DatabaseOptions options) =>
        options.Region.Length > 0 ? options.Region : FallbackRegionFactory.GetRegionEndpoint()?.SystemName;

    public string Sign(NpgsqlConnectionStringBuilder connection) => Sign(connection, credentials().GetCredentials());

    public async ValueTask<string> SignAsync(NpgsqlConnectionStringBuilder connection, CancellationToken cancellationToken) =>
        Sign(connection, await credentials().GetCredentialsAsync().WaitAsync(cancellationToken));

    private string Sign(NpgsqlConnectionStringBuilder connection, ImmutableCredentials key)
    {
        var region = RegionOf(options.Value) ?? throw new InvalidOperationException("Database:Region is not set.");
        var host = $"{connection.Host?.ToLowerInvariant()}:{connection.Port}";
        var at = time.GetUtcNow().UtcDateTime;
        var query = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Action"] = "connect",
            ["DBUser"] = connection.Username ?? "",
            ["X-Amz-Algorithm"] = "AWS4-HMAC-SHA256",
            ["X-Amz-Credential"] = $"{key.AccessKey}/{Text(at, "yyyyMMdd")}/{region}/{Service}/aws4_request",
            ["X-Amz-Date"] = Text(at, "yyyyMMdd'T'HHmmss'Z'"),
            ["X-Amz-Expires"] = $"{ValidSeconds}",
            ["X-Amz-SignedHeaders"] = "host",
        };
        if (key.UseToken)
        {
            query["X-Amz-Security-Token"] = key.Token;
        }

        var asked = string.Join('&', query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        var request = $"GET\n/\n{asked}\nhost:{host}\n\nhost\n{NoBody}";
        var signature = AWS4Signer.ComputeSignature(key, region, at, Service, "host", request).Signature;
        return $"{host}/?{asked}&X-Amz-Signature={signature}";
    }

    private static string Text(DateTime at, string format) => at.ToString(format, CultureInfo.InvariantCulture);
}
