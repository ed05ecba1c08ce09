using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Analytics.Api.Tests.Support;

internal static class Answers
{
    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<JsonElement> JsonAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }

    /// <summary>The problem of an answer, after a look at what all problems have.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage answer, HttpStatusCode status, string type)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal("urn:analytics:problem:" + type, problem.GetProperty("type").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString() ?? "");
        Assert.NotEmpty(problem.GetProperty("traceId").GetString() ?? "");
        return problem;
    }

    public static async Task<JsonElement> ProblemAsync(this HttpClient client, string path, HttpStatusCode status, string type)
    {
        using var answer = await client.GetAsync(path, Stop);
        return await answer.ProblemAsync(status, type);
    }

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static long Number(this JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
