using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

using Analytics.Api.Tests.Support;

using Json.Schema;

namespace Analytics.Api.Tests.OpenApi;

/// <summary>What the API answers, against what its document says that it answers, operation by operation.</summary>
public sealed class OpenApiAnswersTests(LivePlatform platform)
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["{dataset}"] = "flights",
        ["{version}"] = "1",
        ["{job}"] = "delays",
        ["{table}"] = "delays",
        ["{dashboard}"] = "flights",
        ["{chart}"] = "delays",
    };

    [Fact]
    public async Task Answer_OfEveryRead_IsAsTheDocumentSays()
    {
        var client = await platform.ClientAsync();
        var document = await DocumentAsync(client);

        foreach (var (path, operation) in Operations(document, "get"))
        {
            var url = await FillAsync(client, path);
            using var answer = await client.GetAsync(url, Answers.Stop);
            Assert.True(answer.IsSuccessStatusCode, $"{url}: {answer.StatusCode}");
            await CheckAsync(document, operation, url, answer);
        }
    }

    [Fact]
    public async Task Refusal_OfEveryReadWithALimit_IsAsTheDocumentSays()
    {
        var client = await platform.ClientAsync();
        var document = await DocumentAsync(client);
        var limited = Operations(document, "get").Where(one => ParameterOf(one.Operation, "limit") is not null).ToList();

        Assert.NotEmpty(limited);
        foreach (var (path, operation) in limited)
        {
            var (least, most) = (BoundOf(operation, "minimum"), BoundOf(operation, "maximum"));
            foreach (var limit in new[] { least - 1, most + 1 })
            {
                var url = $"{await FillAsync(client, path)}?limit={limit}";
                using var answer = await client.GetAsync(url, Answers.Stop);
                Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
                await CheckAsync(document, operation, url, answer);
            }
        }
    }

    [Fact]
    public async Task Answer_OfEveryChange_IsAsTheDocumentSays()
    {
        var client = await platform.ClientAsync();
        var document = await DocumentAsync(client);

        foreach (var (path, operation) in Operations(document, "post"))
        {
            var url = path.Replace("{id}", "999999999", StringComparison.Ordinal);
            using var body = JsonContent.Create(new { job = "unknown" });
            using var answer = await client.PostAsync(url, path.EndsWith("/runs", StringComparison.Ordinal) ? body : null, Answers.Stop);
            Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotFound, $"{url}: {answer.StatusCode}");
            await CheckAsync(document, operation, url, answer);
        }
    }

    [Theory]
    [InlineData("/api/v1/objects", "state", "reading")]
    [InlineData("/api/v1/runs", "state", "cancelled")]
    [InlineData("/api/v1/results/{table}", "format", "parquet")]
    [InlineData("/api/v1/results/{table}", "numbers", "text")]
    public async Task Parameter_OfCertainWords_IsAnEnumerationThatIsKept(string path, string name, string word)
    {
        var client = await platform.ClientAsync();
        var document = await DocumentAsync(client);
        var url = path.Replace("{table}", "delays", StringComparison.Ordinal);

        var operation = Operations(document, "get").Single(one => one.Path == path).Operation;
        var words = ParameterOf(operation, name)?["schema"]?["enum"]?.AsArray().Select(value => value?.GetValue<string>());
        using var known = await client.GetAsync($"{url}?{name}={word}", Answers.Stop);

        Assert.Contains(word, words ?? []);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        var problem = await client.ProblemAsync($"{url}?{name}=nope", HttpStatusCode.BadRequest, "invalid-request");
        Assert.Contains($"Unknown {name} 'nope'", problem.GetProperty("errors").GetProperty(name)[0].GetString());
    }

    private static async Task<JsonObject> DocumentAsync(HttpClient client) =>
        await client.GetFromJsonAsync<JsonObject>("/openapi/v1.json", Answers.Stop) ?? throw new InvalidOperationException("No document.");

    private static IEnumerable<(string Path, JsonNode Operation)> Operations(JsonObject document, string verb) =>
        from path in document["paths"]!.AsObject()
        where path.Value?[verb] is not null
        select (path.Key.TrimEnd('/'), path.Value[verb]!);

    private static JsonNode? ParameterOf(JsonNode operation, string name) =>
        operation["parameters"]?.AsArray().FirstOrDefault(one => one?["name"]?.GetValue<string>() == name);

    private static long BoundOf(JsonNode operation, string bound) =>
        ParameterOf(operation, "limit")?["schema"]?[bound]?.GetValue<long>() ?? throw new InvalidOperationException($"limit has no {bound}.");

    private static async Task<string> FillAsync(HttpClient client, string path)
    {
        var url = Names.Aggregate(path, (text, name) => text.Replace(name.Key, name.Value, StringComparison.Ordinal));
        if (!url.Contains("{id}", StringComparison.Ordinal))
        {
            return url;
        }

        var list = url.Contains("/runs/", StringComparison.Ordinal)
            ? "/api/v1/runs?job=delays&state=succeeded"
            : "/api/v1/objects?key=a.csv";
        var id = (await client.JsonAsync(list)).GetProperty("items")[0].Number("id");
        if (url.Contains("/outcomes/", StringComparison.Ordinal))
        {
            id = (await client.JsonAsync($"/api/v1/objects/{id}")).GetProperty("outcomes")[0].Number("id");
        }

        return url.Replace("{id}", $"{id}", StringComparison.Ordinal);
    }

    private static async Task CheckAsync(JsonObject document, JsonNode operation, string url, HttpResponseMessage answer)
    {
        var declared = operation["responses"]?[$"{(int)answer.StatusCode}"];
        Assert.True(declared is not null, $"{url} answered {answer.StatusCode}, which the document does not name.");
        var text = await answer.Content.ReadAsStringAsync(Answers.Stop);
        if (declared["content"] is not JsonObject content)
        {
            Assert.True(text.Length == 0, $"{url} answered with a body, of which the document says nothing.");
            return;
        }

        var type = answer.Content.Headers.ContentType?.MediaType ?? "";
        Assert.True(content[type] is not null, $"{url} answered with {type}, which the document does not name.");
        if (type.EndsWith("json", StringComparison.Ordinal))
        {
            var schema = content[type]?["schema"]?.DeepClone().AsObject() ?? throw new InvalidOperationException($"{url}: no schema.");
            schema["$defs"] = document["components"]?["schemas"]?.DeepClone();
            Close(schema);
            var own = schema.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
            var found = JsonSchema.FromText(own).Evaluate(
                JsonElement.Parse(text), new EvaluationOptions { OutputFormat = OutputFormat.List });
            Assert.True(found.IsValid, $"{url}: {string.Join("; ", (found.Details ?? []).Where(one => one.Errors?.Count > 0).Select(
                one => $"{one.InstanceLocation} {string.Join(", ", one.Errors!.Values)}"))}");
        }
    }

    /// <summary>What the document does not name may not be there either, except in problems, whose members are open.</summary>
    private static void Close(JsonNode? node)
    {
        if (node is JsonObject schema)
        {
            if (schema["properties"] is JsonObject named && schema["additionalProperties"] is null && !named.ContainsKey("instance"))
            {
                schema["additionalProperties"] = false;
            }

            foreach (var (_, value) in schema.ToList())
            {
                Close(value);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var one in list)
            {
                Close(one);
            }
        }
    }
}
