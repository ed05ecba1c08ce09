using Analytics.Catalogue.Jobs;
using Analytics.Catalogue.Yaml;

namespace Analytics.Catalogue.Dashboards;

/// <summary>Reads an entry of the key <c>charts</c>.</summary>
internal static class ChartReader
{
    private static readonly Dictionary<string, ChartKind> Kinds =
        Enum.GetValues<ChartKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly Dictionary<string, NumberFormat> Formats =
        Enum.GetValues<NumberFormat>().ToDictionary(format => format.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly string[] Maps = ["us", "world"];

    public static ChartDefinition Read(
        YamlMap map, IReadOnlyDictionary<string, JobDefinition> jobs, IReadOnlyList<DashboardFilter> filters)
    {
        var id = map.Text("id", required: true) ?? "";
        if (id.Length > 0 && !Names.IsName(id))
        {
            map.Fault("id", $"must have {Names.Rule}.");
        }

        var job = map.Text("job", required: true) ?? "";
        if (job.Length > 0 && !jobs.ContainsKey(job))
        {
            map.Fault("job", $"names '{job}', which is not a job of this catalogue{Suggestions.For(job, jobs.Keys)}.");
        }

        var chart = new ChartDefinition
        {
            Id = id,
            Title = map.Text("title", required: true) ?? "",
            Question = map.Text("question"),
            Kind = map.Choice("kind", Kinds, required: true).GetValueOrDefault(),
            Job = job,
            Query = map.Text("query", required: true) ?? "",
            X = ReadAxis(map, "x"),
            Y = ReadAxis(map, "y"),
            Value = ReadAxis(map, "value"),
            Size = ReadAxis(map, "size"),
            Series = map.Text("series"),
            Columns = [.. map.Maps("columns").Select(ReadAxis)],
            Width = map.Whole("width", 3, 12) ?? 6,
            Map = map.Text("map") ?? "us",
        };
        CheckAxes(map, chart);
        if (chart.Query.Length > 0)
        {
            ChartQueryCheck.Check(map, chart, jobs, filters);
        }

        map.Close();
        return chart;
    }

    private static void CheckAxes(YamlMap map, ChartDefinition chart)
    {
        string[] needed = chart.Kind switch
        {
            ChartKind.Bar or ChartKind.Line or ChartKind.Scatter => ["x", "y"],
            ChartKind.Heatmap or ChartKind.Map => ["x", "y", "value"],
            ChartKind.Number => ["value"],
            _ => [],
        };
        foreach (var key in needed.Where(key => !map.Has(key)))
        {
            map.Fault(key, $"is missing: a chart of kind {chart.Kind.ToString().ToLowerInvariant()} needs {string.Join(", ", needed)}.");
        }

        if (!Maps.Contains(chart.Map))
        {
            map.Fault("map", $"must be {string.Join(" or ", Maps)}, not '{chart.Map}'.");
        }
    }

    private static ChartAxis? ReadAxis(YamlMap chart, string key) => chart.Map(key) is { } map ? ReadAxis(map) : null;

    private static ChartAxis ReadAxis(YamlMap map)
    {
        var axis = new ChartAxis(
            map.Text("column", required: true) ?? "",
            map.Text("title"),
            map.Text("unit"),
            map.Choice("format", Formats).GetValueOrDefault(),
            map.Whole("decimals", 0, 20));
        map.Close();
        return axis;
    }
}
