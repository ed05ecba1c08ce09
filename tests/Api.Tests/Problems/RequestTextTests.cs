using System.Net;
using System.Net.Http.Json;
using System.Text;

using Analytics.Api.Tests.Support;

namespace Analytics.Api.Tests.Problems;

/// <summary>Characters that no text of the database can hold are a fault of the request, wherever they stand in it.</summary>
public sealed class RequestTextTests(LivePlatform platform)
{
    [Theory]
    [InlineData("/api/v1/objects?key=a%00b")]
    [InlineData("/api/v1/objects?dataset=%00")]
    [InlineData("/api/v1/objects?state=%00")]
    [InlineData("/api/v1/runs?job=%00")]
    [InlineData("/api/v1/results/delays?filter=origin:eq:%00")]
    [InlineData("/api/v1/results/delays?columns=%00")]
    [InlineData("/api/v1/dashboards/flights/charts/delays?least=%00")]
    public async Task Nul_InAnAddress_IsAnInvalidRequest(string path)
    {
        var client = await platform.ClientAsync();

        await client.ProblemAsync(path, HttpStatusCode.BadRequest, "invalid-request");
    }

    [Theory]
    [InlineData("/files?key=%00")]
    [InlineData("/runs?job=%00")]
    public async Task Nul_InAPagesAddress_IsABadRequestAndAPage(string path)
    {
        var client = await platform.ClientAsync();

        using var answer = await client.GetAsync(path, Answers.Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Page not found", await answer.Content.ReadAsStringAsync(Answers.Stop));
    }

    [Theory]
    [InlineData("""{"job":"\u0000"}""")]
    [InlineData("""{"job":"manual","parameters":{"\u0000":"1"}}""")]
    [InlineData("""{"job":"delays","parameters":{"least":"\u0000"}}""")]
    [InlineData("""{"job":"\ud800"}""")]
    public async Task Nul_InABody_IsNoFaultOfThePlatform(string body)
    {
        var client = await platform.ClientAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync("/api/v1/runs", content, Answers.Stop);

        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.NotEmpty((await answer.Content.ReadFromJsonAsync<Dictionary<string, object>>(Answers.Stop))?["title"].ToString() ?? "");
    }

    [Fact]
    public async Task Address_TooLong_IsTooLarge()
    {
        var client = await platform.ClientAsync();

        await client.ProblemAsync($"/api/v1/objects?key={new string('a', 9000)}", HttpStatusCode.RequestUriTooLong, "too-large");
        await client.ProblemAsync($"/api/v1/jobs/{new string('a', 9000)}", HttpStatusCode.RequestUriTooLong, "too-large");
    }

    [Theory]
    [InlineData("GET", "/api/v1/objects/1/retake")]
    [InlineData("GET", "/api/v1/runs/1/cancel")]
    [InlineData("GET", "/api/v1/work/dead-letters/replay")]
    [InlineData("DELETE", "/api/v1/objects/1/retake")]
    public async Task Allow_OfAResourceThatIsOnlyPosted_NamesNothingElse(string verb, string path)
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);

        using var answer = await client.SendAsync(request, Answers.Stop);

        await answer.ProblemAsync(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task Post_OfTheDocument_IsAProblemAndNoPage()
    {
        var client = await platform.ClientAsync();

        using var answer = await client.PostAsync("/openapi/v1.json", null, Answers.Stop);

        await answer.ProblemAsync(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/datasets")]
    [InlineData("POST", "/api/v1/runs/1")]
    [InlineData("PUT", "/app.css")]
    public async Task Allow_OfAResourceThatIsOnlyRead_NamesItsVerbs(string verb, string path)
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);

        using var answer = await client.SendAsync(request, Answers.Stop);

        await answer.ProblemAsync(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }
}
