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
