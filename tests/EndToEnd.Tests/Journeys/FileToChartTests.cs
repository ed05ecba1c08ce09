using System.Text.RegularExpressions;
using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Analytics.EndToEnd.Tests.Journeys;

/// <summary>What a person does: copies a file into the raw store, asks where it is, and looks at its chart.</summary>
public sealed class FileToChartTests : IDisposable
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = WatchedPage.Patience };

    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task FileCopiedIntoTheRawStore_IsFoundWithItsSum_AndItsChartNamesItsRun()
    {
        await using var platform = await StandaloneProgram.StartAsync(
            _folder.File("data"), ShopCatalogue.WriteTo(_folder.File("catalog")), sampleData: false);
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Address);
        var page = watched.Page;

        platform.Land("incoming/orders/monday.csv", ShopCatalogue.Orders);
        await platform.WaitForJobsAsync("sales");

        await watched.GoToLiveAsync("/files");
        var file = page.GetByRole(AriaRole.Link).Filter(new LocatorFilterOptions { HasText = "monday.csv" }).First;
        await Expect(file).ToBeVisibleAsync(Patient);
        await file.ClickAsync();
        await Expect(page.GetByText("3 rows kept + 1 in quarantine").First).ToBeVisibleAsync(Patient);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Show the records in quarantine" }).First.ClickAsync();
        await Expect(page.GetByText("3,Graz,much").First).ToBeVisibleAsync(Patient);

        await watched.GoToLiveAsync("/dashboards/shops");
        await Expect(page.Locator("canvas").First).ToBeVisibleAsync(Patient);
        await Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "run 1" }).First).ToBeVisibleAsync(Patient);
        var source = page.Locator("figure.chart-card figcaption");
        await Expect(source).ToContainTextAsync("25 % of its input rows in quarantine", new() { Timeout = WatchedPage.Patience });
        await Expect(source).ToContainTextAsync(new Regex(@"Input committed \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"));

        Assert.Empty(watched.ForeignRequests);
        Assert.Empty(watched.Errors);
    }

    public void Dispose() => _folder.Dispose();
}
