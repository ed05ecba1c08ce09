using System.Net;
using System.Text.RegularExpressions;

using Analytics.Api.Tests.Support;

namespace Analytics.Api.Tests.Security;

public sealed partial class SecurityTests(LivePlatform platform)
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("192.168.0.7")]
    public async Task Request_UnderAForeignName_IsRefused(string host)
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/datasets");
        request.Headers.Host = host;

        using var answer = await client.SendAsync(request, Answers.Stop);

        await answer.ProblemAsync(HttpStatusCode.Forbidden, "foreign-host");
    }

    [Theory]
    [InlineData("localhost:5080")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:5080")]
    public async Task Request_UnderALoopbackName_IsAnswered(string host)
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/datasets");
        request.Headers.Host = host;

        using var answer = await client.SendAsync(request, Answers.Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost:9999")]
    public async Task Write_FromAnotherSite_IsRefused(string header, string value)
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs/1/cancel");
        request.Headers.Add(header, value);

        using var answer = await client.SendAsync(request, Answers.Stop);

        await answer.ProblemAsync(HttpStatusCode.Forbidden, "cross-site");
    }

    [Fact]
    public async Task WebSocket_FromAnotherSite_IsRefused()
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_blazor?id=x");
        request.Headers.Add("Origin", "http://evil.example");
        request.Headers.Upgrade.ParseAdd("websocket");

        using var answer = await client.SendAsync(request, Answers.Stop);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Page_Any_CarriesThePolicyWithANonceOfItsOwn()
    {
        var client = await platform.ClientAsync();
        using var first = await client.GetAsync("/", Answers.Stop);
        using var second = await client.GetAsync("/", Answers.Stop);

        var policy = Assert.Single(first.Headers.GetValues("Content-Security-Policy"));
        var nonce = NonceOf().Match(policy).Groups["nonce"].Value;
        Assert.DoesNotContain("unsafe-eval", policy);
        Assert.Contains("default-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.NotEqual(policy, Assert.Single(second.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(first.Headers.GetValues("X-Content-Type-Options")));
        var page = WebUtility.HtmlDecode(await first.Content.ReadAsStringAsync(Answers.Stop));
        Assert.All(InlineScripts().Matches(page).Cast<Match>(), script => Assert.Contains($"nonce=\"{nonce}\"", script.Value));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/dashboards/flights")]
    [InlineData("/scalar/")]
    public async Task Page_Any_LoadsNothingFromAnotherSite(string path)
    {
        var client = await platform.ClientAsync();
        var page = WebUtility.HtmlDecode(await client.GetStringAsync(path, Answers.Stop));

        var loaded = LoadedBy().Matches(page).Select(match => match.Groups["address"].Value).ToList();

        // The application's own pages name their base; what Scalar names is beside its page.
        var beside = new Uri("http://localhost" + (path == "/scalar/" ? path : "/"));
        Assert.NotEmpty(loaded);
        Assert.All(loaded, address => Assert.DoesNotContain("//", address));
        foreach (var address in loaded.Where(address => !address.StartsWith("data:", StringComparison.Ordinal)))
        {
            using var asset = await client.GetAsync(new Uri(beside, address).PathAndQuery, Answers.Stop);
            Assert.True(asset.IsSuccessStatusCode, $"{address}: {asset.StatusCode}");
        }
    }

    [Theory]
    [InlineData("/lib/charts.js")]
    [InlineData("/lib/page.js")]
    [InlineData("/lib/MudBlazor.min.css")]
    [InlineData("/app.css")]
    public async Task Bundle_Any_LoadsNothingFromAnotherSite(string path)
    {
        var client = await platform.ClientAsync();

        var text = await client.GetStringAsync(path, Answers.Stop);

        // Addresses that name things (XML namespaces) are never loaded.
        Assert.DoesNotContain(
            Loads().Matches(text).Select(match => match.Groups["address"].Value), address => address.Contains("://", StringComparison.Ordinal));
    }

    [GeneratedRegex("'nonce-(?<nonce>[^']+)'", RegexOptions.None, 1000)]
    private static partial Regex NonceOf();

    [GeneratedRegex("<script(?![^>]*src=)[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex InlineScripts();

    [GeneratedRegex("<(?:script|link|img|iframe|source)[^>]*(?:src|href)=\"(?<address>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex LoadedBy();

    [GeneratedRegex("""(?:url\(|import\(|fetch\(|from\s*|@import\s*)\s*["']?(?<address>[^"')\s]+)""", RegexOptions.None, 5000)]
    private static partial Regex Loads();
}
