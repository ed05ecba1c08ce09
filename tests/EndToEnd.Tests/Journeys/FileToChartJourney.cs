using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Analytics.EndToEnd.Tests.Journeys;

/// <summary>What a person does, the same over each kind of store: lands a file, asks where it is, and looks at its chart.</summary>
public abstract class FileToChartJourney(JourneyPlatform platform)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = WatchedPage.Patience };

    [Fact]
    public async Task File_Landed_IsFoundWithItsSum_AndItsChartNamesItsRun()
    {
        await platform.StartAsync();
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(platform.Program.Address);
        var page = watched.Page;

        await platform.LandAsync("incoming/orders/monday.csv", ShopCatalogue.Orders);
        await platform.WaitForChartAsync("", "Graz 7.00, Vienna 12.50");
        var run = (await platform.Program.GetAsync("/api/v1/runs?job=sales&limit=1")).GetProperty("items")[0].GetProperty("id");

        await watched.GoToLiveAsync("/files");
        var file = page.GetByRole(AriaRole.Link).Filter(new LocatorFilterOptions { HasText = "monday.csv" }).First;
        await Expect(file).ToBeVisibleAsync(Patient);
        await file.ClickAsync();
        await Expect(page.GetByText("3 rows loaded + 1 in quarantine").First).ToBeVisibleAsync(Patient);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Show broken records" }).First.ClickAsync();
        await Expect(page.GetByText("3,Graz,much").First).ToBeVisibleAsync(Patient);

        await watched.GoToLiveAsync("/dashboards/shops");
        await Expect(page.Locator("canvas").First).ToBeVisibleAsync(Patient);
        await Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = $"run {run}" }).First).ToBeVisibleAsync(Patient);
        var source = page.Locator("figure.chart-card figcaption");
        await Expect(source).ToContainTextAsync("25 % of its input rows in quarantine", new() { Timeout = WatchedPage.Patience });
        await Expect(source).ToContainTextAsync(new Regex(@"Input committed \d{4}-\d\d-\d\d \d\d:\d\d:\d\d"));

        Assert.Empty(watched.ForeignRequests);
        Assert.Empty(watched.Errors);
    }

    [Fact]
    public async Task Files_UnderNamesThatAddressesEncode_AreTakenAsTheyAre_AndTheirOutputsAreKept()
    {
        string[] keys =
        [
            "incoming/orders_names/a file of monday.csv",
            "incoming/orders_names/a+b=c&d%20e.csv",
            "incoming/orders_names/folder/Ärger 数据 😀.csv",
        ];
        await platform.StartAsync();
        for (var at = 0; at < keys.Length; at++)
        {
            await platform.LandAsync(keys[at], $"id,shop,amount\n{at},Vienna,1.50\n");
        }

        await platform.WaitForChartAsync("_names", "Vienna 4.50");

        var taken = await platform.Program.GetAsync("/api/v1/objects?dataset=orders_names");
        Assert.Equal(
            keys.Select(key => (key, platform.SeenBy)).Order(),
            taken.GetProperty("items").EnumerateArray()
                .Select(item => (item.GetProperty("key").GetString() ?? "", item.GetProperty("seenBy").GetString() ?? "")).Order());
        Assert.Equal(3, (await platform.ProcessedKeysAsync("datasets/orders_names/data/")).Count);
        Assert.NotEmpty(await platform.ProcessedKeysAsync("results/sales_names/"));
    }

    [Fact]
    public async Task Object_ReplacedAndPutBack_ReplacesItsRowsEachTime()
    {
        const string Key = "incoming/orders_replaced/monday.csv";
        const string First = "id,shop,amount\n1,Vienna,10.00\n2,Graz,1.00\n";
        await platform.StartAsync();

        await platform.LandAsync(Key, First);
        await platform.WaitForChartAsync("_replaced", "Graz 1.00, Vienna 10.00");
        await platform.LandAsync(Key, "id,shop,amount\n1,Vienna,20.00\n");
        await platform.WaitForChartAsync("_replaced", "Vienna 20.00");

        // The very bytes of the first time: a store that names content by its hash gives it the first one's etag.
        await platform.LandAsync(Key, First);
        await platform.WaitForChartAsync("_replaced", "Graz 1.00, Vienna 10.00");

        var seen = await platform.Program.GetAsync("/api/v1/objects?dataset=orders_replaced");
        Assert.Equal(
            ["committed", "superseded", "superseded"],
            seen.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task File_OfBrokenRecords_IsRejectedWithItsPlace_AndMakesNoVersion()
    {
        await platform.StartAsync();
        await platform.LandAsync("incoming/orders_rejected/monday.csv", "id,shop,amount\n1,Graz,much\n2,Graz,little\n3,Graz,7.00\n");

        var file = await platform.WaitForObjectAsync("incoming/orders_rejected/monday.csv", "rejected");

        var fault = file.GetProperty("outcomes")[0].GetProperty("fault");
        Assert.NotEqual(JsonValueKind.Null, fault.ValueKind);
        var dataset = await platform.Program.GetAsync("/api/v1/datasets/orders_rejected");
        Assert.Equal(0, dataset.GetProperty("dataset").GetProperty("version").GetInt64());
        Assert.Empty(await platform.ProcessedKeysAsync("datasets/orders_rejected/data/"));
    }

    [Fact]
    public async Task Quarantine_ReplayedUnderACorrectedContract_IsInTheChart()
    {
        await platform.StartAsync();
        await platform.LandAsync("incoming/orders_replayed/monday.csv", "id,shop,amount\n1,Vienna,10.00\n2,Graz,500.00\n");
        await platform.WaitForChartAsync("_replayed", "Vienna 10.00");
        var file = await platform.WaitForObjectAsync("incoming/orders_replayed/monday.csv", "committed");

        platform.AllowMore("_replayed");
        await platform.PostUntilAcceptedAsync($"/api/v1/outcomes/{file.GetProperty("outcomes")[0].GetProperty("id")}/replay");

        await platform.WaitForChartAsync("_replayed", "Graz 500.00, Vienna 10.00");
    }
}
