using Analytics.Api.Dashboards;
using Analytics.Catalogue.Dashboards;
using Analytics.Results;

using Bunit;

using Microsoft.Extensions.DependencyInjection;

using MudBlazor.Services;

namespace Analytics.Api.Tests.Dashboards;

public sealed class ChartViewTests : BunitContext
{
    private static readonly ChartDefinition Chart =
        new() { Id = "c", Title = "A <b>chart</b>", Kind = ChartKind.Bar, Job = "j", Query = "select 1" };

    private static readonly ResultProvenance Source = new(
        "t", "j", 7, "replace", 3, DateTime.UnixEpoch, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc), 0.002,
        new Dictionary<string, long>(), [7], 1, DateTime.UnixEpoch);

    public ChartViewTests()
    {
        Services.AddMudServices();
        Services.AddSingleton(TimeProvider.System);
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void Chart_Drawn_NamesItsRunDataTimeAndShareInQuarantine()
    {
        var chart = Render(new ChartResult { State = "drawn", Rows = 3, Sources = [Source] });

        chart.WaitForAssertion(() => Assert.Equal("/runs/7", chart.Find("figcaption a").GetAttribute("href")));
        Assert.Contains("2001-02-03 04:05:06 UTC", chart.Markup);
        Assert.Contains("0.20 % of its input rows in quarantine", chart.Markup);
        Assert.DoesNotContain("the newest of", chart.Markup);
    }

    [Fact]
    public void Chart_OverAnAppendedTable_LeadsToAllItsRuns()
    {
        var chart = Render(new ChartResult { State = "drawn", Rows = 3, Sources = [Source with { Runs = [7, 5, 2], RunCount = 3 }, Source with { Job = "other" }] });

        chart.WaitForAssertion(() => Assert.Equal("/runs?job=j", chart.FindAll("figcaption a")[1].GetAttribute("href")));
        Assert.Contains("the newest of", chart.Markup);
        Assert.Contains("at most 0.20 %", chart.Markup);
        Assert.Contains("of other", chart.Markup);
    }

    [Fact]
    public void Chart_Empty_SaysWhatIsAwaited()
    {
        var chart = Render(new ChartResult { State = "empty", Awaited = "Run 3 of j is in progress." });

        chart.WaitForAssertion(() => Assert.Contains("Run 3 of j is in progress.", chart.Markup));
        Assert.Empty(chart.FindAll("figcaption"));
    }

    [Fact]
    public void Chart_Fault_IsAnAlert()
    {
        var chart = Render(new ChartResult { State = "fault", Message = "The database does not answer." });

        chart.WaitForAssertion(() => Assert.Contains("The database does not answer.", chart.Find("[role=alert]").TextContent));
    }

    [Fact]
    public void Chart_NotDrawnYet_SaysThatItLoads()
    {
        JSInterop.SetupModule("./lib/charts.js").Setup<ChartResult?>("draw", _ => true);

        var chart = Render<ChartView>(parameters => parameters.Add(view => view.Chart, Chart).Add(view => view.Url, "/api/v1/x"));

        Assert.Equal("Loading…", chart.Find(".chart-wait[role=status]").TextContent.Trim());
    }

    [Fact]
    public void Chart_Drawn_HasATableBehindItAndLoadsNoMore()
    {
        var chart = Render(new ChartResult { State = "drawn", Rows = 3, HasTable = true, Sources = [Source] });

        chart.WaitForAssertion(() => Assert.False(chart.Find("details.chart-data").HasAttribute("hidden")));
        Assert.Empty(chart.FindAll(".chart-wait"));
        Assert.Contains(Chart.Title, chart.Find("details summary").TextContent);
    }

    [Fact]
    public void Chart_OtherFiltersChosen_SaysThatItLoads()
    {
        var module = JSInterop.SetupModule("./lib/charts.js");
        module.Setup<ChartResult?>("draw", call => Equals(call.Arguments[1], "/api/v1/x"))
            .SetResult(new ChartResult { State = "drawn", Rows = 3, HasTable = true, Sources = [Source] });
        var drawing = module.Setup<ChartResult?>("draw", call => Equals(call.Arguments[1], "/api/v1/y"));
        var chart = Render<ChartView>(parameters => parameters.Add(view => view.Chart, Chart).Add(view => view.Url, "/api/v1/x"));
        chart.WaitForAssertion(() => Assert.Empty(chart.FindAll(".chart-wait")));

        chart.Render(parameters => parameters.Add(view => view.Url, "/api/v1/y"));

        chart.WaitForAssertion(() => Assert.Single(chart.FindAll(".chart-wait")));
        drawing.SetResult(new ChartResult { State = "drawn", Rows = 2, HasTable = true });
        chart.WaitForAssertion(() => Assert.Empty(chart.FindAll(".chart-wait")));
    }

    [Fact]
    public void Chart_HostileTitle_IsText() =>
        Assert.Equal("A <b>chart</b>", Render(new ChartResult { State = "drawn" }).Find("h2").TextContent);

    private IRenderedComponent<ChartView> Render(ChartResult result)
    {
        JSInterop.SetupModule("./lib/charts.js").Setup<ChartResult?>("draw", _ => true).SetResult(result);
        return Render<ChartView>(parameters => parameters.Add(chart => chart.Chart, Chart).Add(chart => chart.Url, "/api/v1/x"));
    }
}
