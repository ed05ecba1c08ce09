using Analytics.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Analytics.EndToEnd.Tests.Pages;

/// <summary>No number that a browser shows has another digit than PostgreSQL's own text, which stands in the same row as a text.</summary>
public sealed class ExactNumberPageTests(NumbersPlatform platform) : IClassFixture<NumbersPlatform>
{
    private const int MostTabs = 100;

    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = WatchedPage.Patience };

    [Fact]
    public async Task Numbers_InTablesTooltipsAndFigures_AreTheServersText()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Address);
        var page = watched.Page;

        await watched.GoToLiveAsync("/dashboards/numbers");
        await watched.WaitForChartsAsync(3);

        var cells = await Chart(page, "All").Locator("tbody tr").EvaluateAllAsync<string[][]>(
            "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))");
        Assert.Equal(305, cells.Length);
        Assert.All(cells, row => Assert.Equal(
            [row[2], row[4], row[6], row[8]],
            new[] { row[1], row[3], row[5], row[7] }.Select(text => text.Replace(",", "", StringComparison.Ordinal))));
        Assert.Contains(cells, row => row[1] == "9,007,199,254,740,993" && row[3] == "1,234,567.8910");
        Assert.Contains(cells, row => row[1] == "8,000");

        var figure = Chart(page, "Figure").Locator(".chart-number");
        await Expect(figure).ToHaveTextAsync("1,234,567.9 EUR");
        await Expect(figure).ToHaveAttributeAsync("title", "1,234,567.9 EUR (1,234,567.8910)");

        var mark = Chart(page, "Mark");
        await mark.Locator("canvas").HoverAsync();
        await Expect(mark.GetByText("9,007.2 T (9,007,199,254,740,993)")).ToBeVisibleAsync(Patient);
    }

    [Fact]
    public async Task TableBehindAChart_ReachedAndOpenedByKeysAlone_HasTheFiguresOfTheChart()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Address);
        var page = watched.Page;
        await watched.GoToLiveAsync("/dashboards/numbers");
        await watched.WaitForChartsAsync(3);
        var chart = Chart(page, "Mark");
        var opener = chart.Locator("summary");
        await Expect(opener).ToBeVisibleAsync(Patient);

        for (var steps = 0; steps < MostTabs && !await opener.EvaluateAsync<bool>("one => one === document.activeElement"); steps++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(opener).ToBeFocusedAsync();
        Assert.NotEqual("none", await opener.EvaluateAsync<string>("one => getComputedStyle(one).outlineStyle"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(chart.GetByRole(AriaRole.Cell, new() { Name = "9,007,199,254,740,993" })).ToBeVisibleAsync(Patient);
    }

    [Fact]
    public async Task Filter_WrongInALink_IsAFaultOfItsOwnChartsAlone_InPlainWords()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Address);

        await watched.GoToLiveAsync("/dashboards/numbers?least=many&nothing=1");

        await Expect(Chart(watched.Page, "Mark").GetByRole(AriaRole.Alert)).ToHaveTextAsync(
            "The filter 'Least' takes a whole number, which 'many' is not. Choose another value.",
            new() { Timeout = WatchedPage.Patience });
        await Expect(Chart(watched.Page, "All").GetByRole(AriaRole.Table)).ToBeVisibleAsync(Patient);
        await Expect(Chart(watched.Page, "Figure").Locator(".chart-number")).ToBeVisibleAsync(Patient);
    }

    [Fact]
    public async Task Chart_WhoseAnswerIsSlow_SaysThatItLoads()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Address);
        var answer = new TaskCompletionSource();
        await watched.Page.RouteAsync("**/charts/mark?*", async route =>
        {
            await answer.Task;
            await route.ContinueAsync();
        });

        await watched.GoToLiveAsync("/dashboards/numbers");
        await Expect(Chart(watched.Page, "Mark").GetByText("Loading…")).ToBeVisibleAsync(Patient);
        answer.SetResult();

        await Expect(Chart(watched.Page, "Mark").Locator("canvas")).ToBeVisibleAsync(Patient);
        await Expect(Chart(watched.Page, "Mark").GetByText("Loading…")).ToHaveCountAsync(0);
    }

    private static ILocator Chart(IPage page, string title) =>
        page.Locator("figure.chart-card").Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) });
}
