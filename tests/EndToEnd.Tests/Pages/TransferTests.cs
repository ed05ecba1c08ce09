using System.Collections.Concurrent;
using Analytics.EndToEnd.Tests.SampleData;
using Analytics.EndToEnd.Tests.Support;
using Microsoft.Playwright;

namespace Analytics.EndToEnd.Tests.Pages;

/// <summary>What a browser that knows nothing yet has to load for a page.</summary>
[Collection<SampleTests>]
public sealed class TransferTests(SamplePlatform platform)
{
    [Theory]
    [InlineData("/", 0, 300_000)]
    [InlineData("/dashboards/flights", 5, 450_000)]
    [InlineData("/dashboards/weather", 2, 450_000)]
    public async Task Page_AtAFirstVisit_TransfersFewBytes(string path, int charts, int most)
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Program.Address);
        var bytes = await CountBytesAsync(watched.Page);

        await watched.GoToLiveAsync(path);
        await watched.WaitForChartsAsync(charts);
        await watched.Page.WaitForLoadStateAsync(LoadState.Load);

        Assert.InRange(bytes.Sum(one => one.Value), 1, most);
    }

    [Fact]
    public async Task Files_UnderHashedNames_ArePackedAndKept()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Program.Address);
        var answers = new ConcurrentQueue<IResponse>();
        watched.Page.Response += (_, answer) => answers.Enqueue(answer);

        await watched.GoToLiveAsync("/dashboards/flights");
        await watched.WaitForChartsAsync(5);

        var files = answers.Where(answer => IsFile(new Uri(answer.Url).AbsolutePath)).ToList();
        Assert.Contains(files, file => file.Url.Contains("/maps/us.", StringComparison.Ordinal));
        foreach (var file in files)
        {
            Assert.True(
                (await file.HeaderValueAsync("cache-control"))?.Contains("immutable", StringComparison.Ordinal),
                $"{file.Url}: {await file.HeaderValueAsync("cache-control")}");
            var isPacked = await file.HeaderValueAsync("content-encoding") is "br" or "gzip";
            Assert.True(isPacked || file.Url.EndsWith(".woff2", StringComparison.Ordinal), $"{file.Url} is not packed.");
        }

        var data = answers.Where(answer =>
            answer.Url.Contains("/api/v1/", StringComparison.Ordinal) || answer.Url.EndsWith("/flights", StringComparison.Ordinal));
        foreach (var answer in data)
        {
            Assert.Equal("br", await answer.HeaderValueAsync("content-encoding"));
        }
    }

    private static bool IsFile(string path) =>
        path.StartsWith("/lib/", StringComparison.Ordinal) || path.StartsWith("/app.", StringComparison.Ordinal)
        || path.StartsWith("/_framework/blazor.web", StringComparison.Ordinal) || path.StartsWith("/favicon", StringComparison.Ordinal);

    private static async Task<ConcurrentDictionary<string, long>> CountBytesAsync(IPage page)
    {
        var bytes = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var network = await page.Context.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        network.Event("Network.loadingFinished").OnEvent += (_, finished) =>
        {
            if (finished is { } ended)
            {
                bytes[ended.GetProperty("requestId").GetString() ?? ""] = (long)ended.GetProperty("encodedDataLength").GetDouble();
            }
        };
        return bytes;
    }
}
