using Analytics.EndToEnd.Tests.SampleData;
using Analytics.EndToEnd.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Analytics.EndToEnd.Tests.Pages;

/// <summary>The pages as a browser has them: scripts, styles, the live connection, and charts.</summary>
[Collection<SampleTests>]
public sealed class BrowserTests(SamplePlatform platform)
{
    private static readonly string[] Pages =
    [
        "/", "/datasets", "/datasets/birdstrikes", "/datasets/birdstrikes/versions/1", "/files", "/files/1", "/runs", "/runs/1",
        "/dashboards", "/catalogue",
    ];

    private static readonly Dictionary<string, int> ChartsOfDashboards = new() { ["flights"] = 5, ["birdstrikes"] = 3, ["weather"] = 2 };

    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = WatchedPage.Patience };

    [Fact]
    public async Task EveryPage_InABrowser_LoadsNothingForeignAndLogsNoError()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Program.Address);

        foreach (var path in Pages)
        {
            await watched.GoToLiveAsync(path);
        }

        foreach (var (dashboard, charts) in ChartsOfDashboards)
        {
            await watched.GoToLiveAsync($"/dashboards/{dashboard}");
            await watched.WaitForChartsAsync(charts);
        }

        await watched.GoToAsync("/scalar");
        await Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First).ToBeVisibleAsync(Patient);

        Assert.Empty(watched.ForeignRequests);
        Assert.Empty(watched.Errors);
    }

    [Fact]
    public async Task MainPages_ByAxe_HaveNoSeriousViolation()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Program.Address);
        List<string> found = [];

        foreach (var path in Pages.Concat(ChartsOfDashboards.Keys.Select(name => $"/dashboards/{name}")))
        {
            await watched.GoToLiveAsync(path);
            if (path.StartsWith("/dashboards/", StringComparison.Ordinal)
                && ChartsOfDashboards.TryGetValue(path.Split('/')[^1], out var charts))
            {
                await watched.WaitForChartsAsync(charts);
            }

            var result = await watched.Page.RunAxe();
            found.AddRange(result.Violations.Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation => $"{path}: {violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html).Take(3))}"));
        }

        Assert.Empty(found);
    }

    [Fact]
    public async Task EveryPage_OnAPhone_DoesNotScrollSideways()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Program.Address, width: 390);
        List<string> wide = [];

        foreach (var path in Pages)
        {
            await watched.GoToLiveAsync(path);
            var over = await watched.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (over > 0)
            {
                wide.Add($"{path}: {over} px");
            }
        }

        Assert.Empty(wide);
    }

    [Fact]
    public async Task StartDialog_OfAJobThatDashboardsShow_SaysWhatTheRunReplaces()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Program.Address);
        var page = watched.Page;

        await watched.GoToLiveAsync("/runs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start busiest-routes" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);

        await Expect(dialog.GetByText("replaces all rows of the table busiest_routes")).ToBeVisibleAsync(Patient);
        await Expect(dialog.GetByText("shows it: Flights")).ToBeVisibleAsync(Patient);
        await dialog.GetByRole(AriaRole.Textbox).First.FillAsync("12345");
        await Expect(dialog.GetByText("with the result for these parameters")).ToBeVisibleAsync(Patient);
    }

    [Fact]
    public async Task Chart_ServerBackAfterAFault_IsDrawnAgain()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Program.Address);
        var page = watched.Page;
        await page.RouteAsync(
            "**/charts/rain?*",
            route => route.FulfillAsync(new()
            {
                Status = 503,
                ContentType = "application/problem+json",
                Body = """{"title":"The database does not answer.","detail":"Try again in a few seconds."}""",
            }),
            new() { Times = 1 });

        await watched.GoToLiveAsync("/dashboards/weather");

        var chart = page.Locator("figure.chart-card").First;
        await Expect(chart.GetByRole(AriaRole.Alert)).ToHaveTextAsync(
            "The database does not answer. Try again in a few seconds.", new() { Timeout = WatchedPage.Patience });
        await Expect(chart.Locator("canvas")).ToBeVisibleAsync(Patient);
        await Expect(chart.Locator("figcaption")).ToBeVisibleAsync(Patient);
        await Expect(chart.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        Assert.True((await chart.Locator("canvas").BoundingBoxAsync())?.Height > 200);
    }

    [Fact]
    public async Task Page_OfWhatIsUnknown_AnswersToClicksAllTheSame()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Program.Address);
        var page = watched.Page;

        await watched.GoToLiveAsync("/runs/999999");

        await Expect(page.GetByText("Run not found")).ToBeVisibleAsync(Patient);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use dark colours" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Use light colours" })).ToBeVisibleAsync(Patient);
        await page.GetByRole(AriaRole.Link, new() { Name = "Runs", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Runs", Level = 1 })).ToBeVisibleAsync(Patient);
    }
}
