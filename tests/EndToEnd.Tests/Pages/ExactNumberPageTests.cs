using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Analytics.EndToEnd.Tests.Pages;

/// <summary>No number that a browser shows has another digit than PostgreSQL's own text, which stands in the same row as a text.</summary>
public sealed class ExactNumberPageTests : IAsyncLifetime
{
    private const string Numbers = """
        select g, i, i::text as i_said, n, n::text as n_said, f, f::text as f_said, r, r::text as r_said from (
          select g, i, i * 1.50 / 10::numeric ^ (g % 40) as n, i * 10::float8 ^ (g % 80 - 40) as f,
                 (i * 10::float8 ^ (g % 20 - 25))::real as r
          from (select g, ('x' || substr(md5(g::text), 1, 16))::bit(64)::bigint as i from generate_series(1, 300) as g) as seed
          union all values
            (1001, 9007199254740993, 1234567.8910, 1234567.891::float8, 0.1::real),
            (1002, -9007199254740993, 'NaN'::numeric, 'NaN', 'Infinity'),
            (1003, 0, 0.10, '-Infinity', 1000000), (1004, 8000, 'Infinity', 1e15, -0.5), (1005, -1234, -0.05, 5e-324, 16777216)
        ) as numbers, (select count(*) from results.sales) as own order by g
        """;

    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = WatchedPage.Patience };

    private readonly ScratchFolder _folder = new();
    private StandaloneProgram? _program;

    public async ValueTask InitializeAsync()
    {
        var catalogue = ShopCatalogue.WriteTo(_folder.File("catalog"));
        var query = Numbers.ReplaceLineEndings(" ");
        await File.WriteAllTextAsync(Path.Combine(catalogue, "dashboards", "numbers.yaml"), $$"""
            title: Numbers
            filters:
              - { name: least, label: Least, type: int32, default: "0" }
            charts:
              - { id: all, title: All, kind: table, job: sales, width: 12, query: "{{query}}" }
              - id: mark
                title: Mark
                kind: bar
                job: sales
                query: "select 'one' as x, 9007199254740993 as y from results.sales where 0 = @least limit 1"
                x: { column: x }
                y: { column: y, format: compact, decimals: 1 }
              - id: figure
                title: Figure
                kind: number
                job: sales
                query: "select 1234567.8910 as y from results.sales limit 1"
                value: { column: y, unit: EUR, decimals: 1 }
            """);
        _program = await StandaloneProgram.StartAsync(_folder.File("data"), catalogue, sampleData: false);
        _program.Land("incoming/orders/monday.csv", ShopCatalogue.Orders);
        await _program.WaitForJobsAsync("sales");
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
    public async Task Numbers_InTablesTooltipsAndFigures_AreTheServersText()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(_program?.Address ?? "");
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
    public async Task Filter_WrongInALink_IsAFaultOfItsOwnChartsAlone_InPlainWords()
    {
        await using var browser = await Browser.StartAsync();
        var watched = await browser.OpenAsync(_program?.Address ?? "");

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
        var watched = await browser.OpenAsync(_program?.Address ?? "");
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
