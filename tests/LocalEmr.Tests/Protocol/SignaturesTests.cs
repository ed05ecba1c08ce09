using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Amazon.Runtime.Internal.Auth;

using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Protocol;

/// <summary>A LocalEmr with a key of its own: it answers who has that key, and nobody else.</summary>
public sealed class SignaturesTests
{
    private const string Body = """{"Name": "signed", "Instances": {"MasterInstanceType": "m5.xlarge", "InstanceCount": 1}}""";
    private const string UsualHeaders = "content-type;host;x-amz-date;x-amz-target";

    private static readonly (string, string)[] Key = [("LocalEmr:AccessKey", "AKIDOFONE"), ("LocalEmr:SecretKey", "a/secret+key")];

    [Theory]
    [InlineData("AKIDOFONE", "a/secret+key", "signed")]
    [InlineData("AKIDOFONE", "another", "InvalidSignatureException")]
    [InlineData("AKIDOFANOTHER", "a/secret+key", "UnrecognizedClientException")]
    [InlineData("test", "test", "UnrecognizedClientException")]
    public async Task Handle_SignedByBoto_OnlyTheKeyThatIsSetIsTaken(string access, string secret, string answer)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner(), null, Key);

        var output = await Boto.RunAsync(server, """
            import botocore
            mine = boto3.client('emr', endpoint_url=sys.argv[1], region_name='eu-central-1', aws_access_key_id=sys.argv[2],
                                aws_secret_access_key=sys.argv[3])
            try:
                c = mine.run_job_flow(Name='signed', Instances=dict(MasterInstanceType='m5.xlarge', InstanceCount=1))['JobFlowId']
                print(mine.describe_cluster(ClusterId=c)['Cluster']['Name'])
            except botocore.exceptions.ClientError as e:
                print(e.response['Error']['Code'])
            """, access, secret);

        Assert.Equal(answer, output);
        Assert.Equal(answer == "signed" ? 1 : 0, server.State.Clusters().Count);
    }

    [Theory]
    [InlineData(0, UsualHeaders, Body, "", null)]
    [InlineData(4, UsualHeaders, Body, "", null)]
    [InlineData(0, UsualHeaders + ";x-amz-content-sha256", Body, "", null)]
    [InlineData(-6, UsualHeaders, Body, "", "InvalidSignatureException")]
    [InlineData(6, UsualHeaders, Body, "", "InvalidSignatureException")]
    [InlineData(0, "content-type;host;x-amz-date", Body, "", "InvalidSignatureException")]
    [InlineData(0, "content-type;host;x-amz-target", Body, "", "InvalidSignatureException")]
    [InlineData(0, "content-type;x-amz-date;x-amz-target", Body, "", "InvalidSignatureException")]
    [InlineData(0, UsualHeaders, Body + " ", "", "InvalidSignatureException")]
    [InlineData(0, UsualHeaders, Body, "?Action=x", "InvalidSignatureException")]
    public async Task Handle_SignedOverSomethingElse_IsRefused(int minutes, string headers, string sent, string query, string? type)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner(), null, Key);

        var (status, answer) = await SendAsync(server, minutes, headers, sent, query);

        Assert.Equal(type is null ? 200 : 403, status);
        Assert.Equal(type, answer.TryGetProperty("__type", out var fault) ? fault.GetString() : null);
        Assert.Equal(type is null ? 1 : 0, server.State.Clusters().Count);
    }

    [Fact]
    public async Task Handle_WellFormedSignatureOfNobody_IsRefused()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner(), null, Key);

        var fault = await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.CallAsync("ListClusters", new { }));

        Assert.Equal((403, "UnrecognizedClientException"), (fault.Status, fault.Type));
        Assert.DoesNotContain("secret", fault.Text, StringComparison.Ordinal);
    }

    /// <summary>Signs <see cref="Body"/>, whatever is sent, as if the time were that many minutes off.</summary>
    private static async Task<(int Status, JsonElement Answer)> SendAsync(
        EmrServer server, int minutes, string headers, string sent, string query)
    {
        var at = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(minutes);
        var hash = Hash(Body);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = "application/x-amz-json-1.1",
            ["host"] = new Uri(server.Address).Authority,
            ["x-amz-content-sha256"] = hash,
            ["x-amz-date"] = at.ToString("yyyyMMdd'T'HHmmss'Z'"),
            ["x-amz-target"] = "ElasticMapReduce.RunJobFlow",
        };
        var order = string.Join(';', headers.Split(';').Order(StringComparer.Ordinal));
        var canonical = $"POST\n/\n\n{string.Concat(order.Split(';').Select(name => $"{name}:{values[name]}\n"))}\n{order}\n{hash}";
        var signature = AWS4Signer.ComputeSignature(
            "AKIDOFONE", "a/secret+key", "us-east-1", at, "elasticmapreduce", order, canonical);
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address + "/" + query)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(sent)),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(values["content-type"]);
        foreach (var name in new[] { "x-amz-content-sha256", "x-amz-date", "x-amz-target" })
        {
            request.Headers.Add(name, values[name]);
        }

        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return ((int)answer.StatusCode, json.RootElement.Clone());
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
