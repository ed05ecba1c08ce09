using System.Net.Http.Headers;
using System.Text;
using Amazon.Runtime;
using Analytics.Fixtures.Aws;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Aws.Tests;

public sealed class SigningHandlerTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static TheoryData<string, string, string?> Requests => new()
    {
        { "xray", "https://xray.eu-central-1.amazonaws.com/v1/traces", null },
        { "monitoring", "https://monitoring.eu-central-1.amazonaws.com/v1/metrics", "a-session/token+of=a role" },
        { "logs", "http://localhost:4318/v1/logs", "token" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Sign_AnyService_EqualsTheSignatureOfBotocore(string service, string address, string? token)
    {
        var body = "the body"u8.ToArray();

        Assert.Equal(await BotocoreAsync(service, address, token, body), Signed(service, address, token, body));
    }

    [Fact]
    public void Sign_CredentialsOfARole_SendsAndSignsTheToken()
    {
        using var request = Request("https://xray.eu-central-1.amazonaws.com/v1/traces", []);

        Handler("xray").Sign(request, [], new ImmutableCredentials("AKID", "secret", "the token"));

        Assert.Equal("the token", Assert.Single(request.Headers.GetValues("X-Amz-Security-Token")));
        Assert.Contains("x-amz-security-token", Assert.Single(request.Headers.GetValues("Authorization")), StringComparison.Ordinal);
    }

    [Fact]
    public void Sign_BodyChanged_HasAnotherSignature() =>
        Assert.NotEqual(
            Signed("logs", "https://logs.eu-central-1.amazonaws.com/v1/logs", null, "a"u8.ToArray()),
            Signed("logs", "https://logs.eu-central-1.amazonaws.com/v1/logs", null, "b"u8.ToArray()));

    private static SigningHandler Handler(string service) =>
        new(service, "eu-central-1", () => new AnonymousAWSCredentials(), new FakeTimeProvider(At));

    private static HttpRequestMessage Request(string address, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        return request;
    }

    private static string Signed(string service, string address, string? token, byte[] body)
    {
        using var request = Request(address, body);
        Handler(service).Sign(request, body, new ImmutableCredentials("AKIDEXAMPLE", "a/secret+key", token));
        var authorization = Assert.Single(request.Headers.GetValues("Authorization"));
        return authorization[(authorization.IndexOf("Signature=", StringComparison.Ordinal) + "Signature=".Length)..];
    }

    /// <summary>The same request signed by the SDK of another language.</summary>
    private static Task<string> BotocoreAsync(string service, string address, string? token, byte[] body)
    {
        var script = $"""
            import datetime, botocore.auth, botocore.credentials, botocore.awsrequest, botocore.compat
            at = datetime.datetime({At.Year}, {At.Month}, {At.Day}, {At.Hour}, {At.Minute}, {At.Second}, tzinfo=datetime.timezone.utc)
            if hasattr(botocore.auth, 'get_current_datetime'):
                botocore.auth.get_current_datetime = lambda *a, **k: at.replace(tzinfo=None)
            class Clock(datetime.datetime):
                @classmethod
                def utcnow(cls): return at.replace(tzinfo=None)
                @classmethod
                def now(cls, tz=None): return at
            botocore.auth.datetime = type('m', (), dict(datetime=Clock, timezone=datetime.timezone)) if not hasattr(botocore.auth.datetime, 'utcnow') else Clock
            request = botocore.awsrequest.AWSRequest('POST', '{address}', data={Literal(body)}, headers=dict())
            request.headers['Content-Type'] = 'application/x-protobuf'
            request.headers['X-Amz-Content-Sha256'] = __import__('hashlib').sha256({Literal(body)}).hexdigest()
            credentials = botocore.credentials.Credentials('AKIDEXAMPLE', 'a/secret+key', {(token is null ? "None" : $"'{token}'")})
            botocore.auth.SigV4Auth(credentials, '{service}', 'eu-central-1').add_auth(request)
            print(request.headers['Authorization'].split('Signature=')[1])
            """;
        return Botocore.RunAsync(script);
    }

    private static string Literal(byte[] body) => $"b'{Encoding.ASCII.GetString(body)}'";
}
