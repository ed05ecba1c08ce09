using System.Net;
using System.Text.RegularExpressions;

using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;

using Microsoft.Playwright;

using static Microsoft.Playwright.Assertions;

namespace Analytics.EndToEnd.Tests.Pages;

/// <summary>The README's own example: a file with a broken line is rejected, its page says why, and a retry loads the good row.</summary>
public sealed partial class ReadmeExampleTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ScratchFolder _folder = new();
    private StandaloneProgram? _program;

    private StandaloneProgram Program => _program ?? throw new InvalidOperationException("The platform has not started.");

    public async ValueTask InitializeAsync()
    {
        var datasets = Directory.CreateDirectory(_folder.File("catalog/datasets")).FullName;
        File.Copy(Path.Combine(Build.Catalogue, "datasets", "weather.yaml"), Path.Combine(datasets, "weather.yaml"));
        _program = await StandaloneProgram.StartAsync(_folder.File("data"), _folder.File("catalog"), sampleData: false);
        Program.Land("incoming/weather/mine.csv", ExampleOfReadme());
        await WaitForStateAsync("rejected");
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task FilePage_OfTheExample_NamesColumnRuleValueAndLine()
    {
        var page = WebUtility.HtmlDecode(await Program.Client.GetStringAsync(
            new Uri(await PageAsync(), UriKind.Relative), TestContext.Current.CancellationToken));

        var row = Cell().Matches(Body().Match(page[page.IndexOf("Broken rules", StringComparison.Ordinal)..]).Value)
            .Select(cell => Tag().Replace(cell.Groups["text"].Value, "").Trim());
        Assert.Equal(["precipitation", "type", "wet", "3", "2", "1"], row);
    }

    [Fact]
    public async Task FilePage_OfTheExample_ShowsTheRecordAndLoadsTheOtherOneOnRetry()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(Program.Address, width: 390);
        var page = watched.Page;
        await watched.GoToLiveAsync(await PageAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Show broken records" }).ClickAsync();
        await Expect(page.GetByText("Seattle,2016-01-02,wet,8.9,1.7,3.1,rain")).ToBeVisibleAsync();
        await Expect(page.GetByText("removed")).ToHaveCountAsync(0);

        var contract = _folder.File("catalog/datasets/weather.yaml");
        var text = await File.ReadAllTextAsync(contract, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            contract,
            text.Replace("format: csv\n", "format: csv\nmaxRejectedShare: 50%\n", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            async () => (await Program.GetAsync("/api/v1/datasets/weather"))
                .GetProperty("contract").GetProperty("maxRejectedShare").GetDouble() > 0,
            Patience,
            "the contract is reloaded");
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await WaitForStateAsync("committed");

        await Expect(page.GetByText("1 row loaded + 1 in quarantine")).ToBeVisibleAsync();
        Assert.Empty(watched.Errors);
    }

    private async Task<string> PageAsync() =>
        $"/files/{(await Program.GetAsync("/api/v1/objects?key=mine.csv")).GetProperty("items")[0].GetProperty("id").GetInt64()}";

    private Task WaitForStateAsync(string state) => Eventually.TrueAsync(
        async () => (await Program.GetAsync($"/api/v1/objects?key=mine.csv&state={state}")).GetProperty("items").GetArrayLength() == 1,
        Patience,
        $"the example becomes {state}");

    /// <summary>What the README's command writes: each of its words is a line.</summary>
    private static string ExampleOfReadme()
    {
        var readme = File.ReadAllText(Repository.PathOf("README.md"));
        var words = Printf().Match(readme).Groups["words"].Value;
        return string.Concat(words.Split([' ', '\\', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(word => word + "\n"));
    }

    [GeneratedRegex(@"printf '%s\\n'(?<words>[^>]+)> \.data/raw/incoming/weather/mine\.csv", RegexOptions.None, 1000)]
    private static partial Regex Printf();

    [GeneratedRegex("<tbody>.*?</tr>", RegexOptions.Singleline, 1000)]
    private static partial Regex Body();

    [GeneratedRegex("<td[^>]*>(?<text>.*?)</td>", RegexOptions.Singleline, 1000)]
    private static partial Regex Cell();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tag();
}
