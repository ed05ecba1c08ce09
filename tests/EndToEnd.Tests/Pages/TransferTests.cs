using System.IO.Compression;
using System.Text.RegularExpressions;
using Analytics.EndToEnd.Tests.SampleData;
using Analytics.EndToEnd.Tests.Support;

namespace Analytics.EndToEnd.Tests.Pages;

/// <summary>What a browser that knows nothing yet has to load for a page.</summary>
[Collection<SampleTests>]
public sealed partial class TransferTests(SamplePlatform platform)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", 0, 300_000)]
    [InlineData("/dashboards/flights", 5, 450_000)]
    [InlineData("/dashboards/weather", 2, 450_000)]
    public async Task Page_AtAFirstVisit_TransfersFewBytes(string path, int charts, int most)
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Program.Address);

        Assert.InRange(await watched.BytesOfAsync(path, charts), 1, most);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/dashboards/flights")]
    public async Task Files_UnderHashedNames_ArePackedAndKeptForEver(string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri(platform.Program.Address) };
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        using var page = await client.GetAsync(new Uri(path, UriKind.Relative), Stop);
        Assert.Equal(["br"], page.Content.Headers.ContentEncoding);
        await using var unpacked = new BrotliStream(await page.Content.ReadAsStreamAsync(Stop), CompressionMode.Decompress);
        var html = await new StreamReader(unpacked).ReadToEndAsync(Stop);

        // name.hash.extension, in links, scripts and the map of imports.
        var files = HashedName().Matches(html).Select(match => match.Value.TrimStart('.', '/')).Distinct(StringComparer.Ordinal).ToList();

        Assert.Contains(files, file => file.Contains("charts.", StringComparison.Ordinal));
        foreach (var file in files)
        {
            using var answer = await client.GetAsync(new Uri($"/{file}", UriKind.Relative), Stop);
            Assert.True(answer.IsSuccessStatusCode, $"{file}: {answer.StatusCode}");
            Assert.True(answer.Headers.CacheControl?.Extensions.Any(one => one.Name == "immutable"), $"{file}: {answer.Headers.CacheControl}");
            Assert.True(
                answer.Content.Headers.ContentEncoding.Contains("br") || file.EndsWith(".woff2", StringComparison.Ordinal),
                $"{file} is not packed.");
        }
    }

    [GeneratedRegex("""(?<=")[./A-Za-z0-9_-]+\.[a-z0-9]{10}\.(js|css|woff2|svg|png|ico)(?=")""")]
    private static partial Regex HashedName();
}
