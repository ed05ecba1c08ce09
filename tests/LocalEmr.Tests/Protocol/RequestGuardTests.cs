using System.Text;
using System.Text.Json;

using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Protocol;

/// <summary>What a page in a browser on this machine can send, by whatever name it reached LocalEmr.</summary>
public sealed class RequestGuardTests
{
    private const string Json = "application/x-amz-json-1.1";

    [Theory]
    [InlineData("evil.example", "Accept", "*/*", Json, 403, "AccessDeniedException")]
    [InlineData("127.0.0.1.evil.example:4567", "Accept", "*/*", Json, 403, "AccessDeniedException")]
    [InlineData("192.168.0.7", "Accept", "*/*", Json, 403, "AccessDeniedException")]
    [InlineData("localemr", "Accept", "*/*", Json, 403, "AccessDeniedException")]
    [InlineData("127.0.0.1", "Origin", "http://evil.example", Json, 403, "AccessDeniedException")]
    [InlineData("127.0.0.1", "Origin", "null", Json, 403, "AccessDeniedException")]
    [InlineData("127.0.0.1", "Origin", "http://localhost:5080", Json, 403, "AccessDeniedException")]
    [InlineData("127.0.0.1", "Sec-Fetch-Site", "cross-site", Json, 403, "AccessDeniedException")]
    [InlineData("127.0.0.1", "Sec-Fetch-Site", "same-site", Json, 403, "AccessDeniedException")]
    [InlineData("127.0.0.1", "Accept", "*/*", "text/plain", 415, "SerializationException")]
    [InlineData("127.0.0.1", "Accept", "*/*", "application/x-www-form-urlencoded", 415, "SerializationException")]
    [InlineData("127.0.0.1", "Accept", "*/*", "application/json", 415, "SerializationException")]
    [InlineData("127.0.0.1", "Accept", "*/*", null, 415, "SerializationException")]
    public async Task Handle_RequestOfAPage_IsRefusedAndStartsNothing(
        string host, string header, string value, string? contentType, int status, string type)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());

        var (answered, body) = await SendAsync(server, host, header, value, contentType);

        Assert.Equal(status, answered);
        Assert.Equal(type, body.GetProperty("__type").GetString());
        Assert.Empty(server.State.Clusters());
    }

    [Theory]
    [InlineData("localhost:4567")]
    [InlineData("[::1]")]
    [InlineData("LocalEmr:4567")]
    [InlineData("emr.internal")]
    public async Task Handle_HostThatIsAllowed_IsAnswered(string host)
    {
        await using var server = await EmrServer.StartAsync(
            new FakeRunner(), null, ("LocalEmr:AllowedHosts", "localemr, emr.internal"));

        var (answered, _) = await SendAsync(server, host, "Accept", "*/*", Json + "; charset=utf-8");

        Assert.Equal(200, answered);
        Assert.Single(server.State.Clusters());
    }

    private static async Task<(int Status, JsonElement Body)> SendAsync(
        EmrServer server, string host, string header, string value, string? contentType)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(
                """{"Name": "page", "Instances": {"MasterInstanceType": "m5.xlarge", "InstanceCount": 1}}""")),
        };
        request.Headers.Host = host;
        request.Headers.Add(header, value);
        request.Headers.Add("X-Amz-Target", "ElasticMapReduce.RunJobFlow");
        request.Headers.Add("X-Amz-Date", "20260102T030405Z");
        request.Headers.TryAddWithoutValidation("Authorization", EmrClient.Signed);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return ((int)answer.StatusCode, json.RootElement.Clone());
    }
}
