using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Analytics.EndToEnd.Tests.Support;

/// <summary>A page of the browser, and what went wrong on it.</summary>
internal sealed class WatchedPage
{
    private readonly ConcurrentQueue<string> _foreign = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly string _address;

    public WatchedPage(IPage page, string address)
    {
        Page = page;
        _address = address;
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address, StringComparison.Ordinal)
                && !request.Url.StartsWith(address.Replace("http", "ws", StringComparison.Ordinal), StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                _foreign.Enqueue(request.Url);
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> ForeignRequests => _foreign;

    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>How long a page may take on a machine that has much else to do.</summary>
    public static float Patience => 60_000;

    public Task GoToAsync(string path) => Page.GotoAsync(_address + path);

    /// <summary>Goes to a page of the application and waits until it answers to clicks.</summary>
    public async Task GoToLiveAsync(string path)
    {
        await GoToAsync(path);
        await Assertions.Expect(Page.Locator(".until-live:enabled")).ToBeAttachedAsync(new() { Timeout = Patience });
    }

    /// <summary>Waits until each of so many charts has its figures, and says where they are from.</summary>
    public async Task WaitForChartsAsync(int count) => await Assertions
        .Expect(Page.Locator("figure.chart-card:has(figcaption):has(canvas, table, .chart-number)"))
        .ToHaveCountAsync(count, new() { Timeout = Patience });

    /// <summary>What is transferred until a page answers to clicks and its charts are drawn.</summary>
    public async Task<long> BytesOfAsync(string path, int charts)
    {
        var bytes = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var network = await Page.Context.NewCDPSessionAsync(Page);
        await network.SendAsync("Network.enable");
        network.Event("Network.loadingFinished").OnEvent += (_, finished) =>
        {
            if (finished is { } ended)
            {
                bytes[ended.GetProperty("requestId").GetString() ?? ""] = (long)ended.GetProperty("encodedDataLength").GetDouble();
            }
        };
        await GoToLiveAsync(path);
        await WaitForChartsAsync(charts);
        await Page.WaitForLoadStateAsync(LoadState.Load);
        return bytes.Sum(one => one.Value);
    }
}
