using System.Text.Json;

using Analytics.Api.Tests.Support;

using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Api.Tests.OpenApi;

public sealed class OpenApiTests(LivePlatform platform)
{
    [Fact]
    public async Task Document_Version31_ListsEveryRoute()
    {
        var client = await platform.ClientAsync();

        var document = await client.JsonAsync("/openapi/v1.json");

        Assert.StartsWith("3.1", document.Text("openapi"));
        var listed = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(verb => $"{verb.Name.ToUpperInvariant()} {path.Name}"))
            .Order(StringComparer.Ordinal);
        var routes = platform.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) == true)
            .SelectMany(route => (route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
                .Where(verb => verb != "HEAD")
                .Select(verb => $"{verb} {route.RoutePattern.RawText?.Replace(":long", "", StringComparison.Ordinal).TrimEnd('/')}"))
            .Order(StringComparer.Ordinal);
        Assert.Equal(routes, listed.Select(route => route.TrimEnd('/')));
    }

    [Fact]
    public async Task Document_EveryReference_HasItsSchema()
    {
        var client = await platform.ClientAsync();
        var document = await client.JsonAsync("/openapi/v1.json");
        var schemas = document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => schema.Name).ToHashSet();

        Assert.All(References(document), reference => Assert.Contains(reference["#/components/schemas/".Length..], schemas));
    }

    [Fact]
    public async Task Document_EveryOperation_HasASummaryATagAndAnAnswer()
    {
        var client = await platform.ClientAsync();
        var document = await client.JsonAsync("/openapi/v1.json");

        Assert.All(document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()), operation =>
        {
            Assert.NotEmpty(operation.Value.Text("summary") ?? "");
            Assert.NotEqual(0, operation.Value.GetProperty("tags").GetArrayLength());
            Assert.NotEmpty(operation.Value.GetProperty("responses").EnumerateObject());
        });
    }

    [Fact]
    public async Task Document_EveryOperation_DeclaresItsProblems()
    {
        var client = await platform.ClientAsync();
        var document = await client.JsonAsync("/openapi/v1.json");

        Assert.All(document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Select(operation => (path.Name, Verb: operation.Name, Answers: operation.Value.GetProperty("responses")))), operation =>
        {
            string[] expected =
            [
                "400", "500", "503",
                .. operation.Name.Contains('{') ? ["404"] : Array.Empty<string>(),
                .. operation.Verb == "post" ? ["409"] : Array.Empty<string>(),
            ];
            Assert.All(expected, status => Assert.True(
                operation.Answers.GetProperty(status).GetProperty("content").TryGetProperty("application/problem+json", out _)));
        });
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.NameEquals("$ref") && property.Value.ValueKind == JsonValueKind.String
                ? [property.Value.GetString() ?? ""]
                : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
