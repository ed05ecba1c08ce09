using Analytics.Catalogue.Jobs;
using Analytics.Catalogue.Yaml;
using Analytics.Tabular.Schema;

namespace Analytics.Catalogue.Dashboards;

/// <summary>Reads <c>dashboards/&lt;name&gt;.yaml</c>.</summary>
internal static class DashboardReader
{
    private const string NumbersParameter = "numbers";

    /// <summary>The dashboard; null where <paramref name="faults"/> has gathered any.</summary>
    public static DashboardDefinition? Read(string name, string text, IReadOnlyDictionary<string, JobDefinition> jobs, FaultList faults)
    {
        if (YamlDocument.Parse(text, faults) is not { } root)
        {
            return null;
        }

        var filters = ReadFilters(root);
        var dashboard = new DashboardDefinition
        {
            Name = name,
            Title = root.Text("title", required: true) ?? "",
            Description = root.Text("description"),
            Filters = filters,
            Charts = ReadCharts(root, jobs, filters),
        };
        foreach (var unused in filters.Where(filter => !dashboard.Charts.Any(chart => chart.Uses(filter))))
        {
            root.Fault("filters", $"declares '{unused.Name}', which no chart's query uses as @{unused.Name}.");
        }

        root.Close();
        return faults.Any ? null : dashboard;
    }

    private static List<DashboardFilter> ReadFilters(YamlMap root)
    {
        var filters = new List<DashboardFilter>();
        foreach (var map in root.Maps("filters"))
        {
            var filter = ReadFilter(map);
            if (filters.Exists(other => other.Name == filter.Name))
            {
                map.Fault("name", $"'{filter.Name}' is declared twice.");
                continue;
            }

            filters.Add(filter);
        }

        return filters;
    }

    private static List<ChartDefinition> ReadCharts(
        YamlMap root, IReadOnlyDictionary<string, JobDefinition> jobs, IReadOnlyList<DashboardFilter> filters)
    {
        var charts = new List<ChartDefinition>();
        foreach (var map in root.Maps("charts", required: true))
        {
            var chart = ChartReader.Read(map, jobs, filters);
            if (charts.Exists(other => other.Id == chart.Id))
            {
                map.Fault("id", $"'{chart.Id}' is used twice.");
            }

            charts.Add(chart);
        }

        if (root.Length("charts") is 0 or > 50)
        {
            root.Fault("charts", "must hold 1 to 50 charts.");
        }

        return charts;
    }

    private static DashboardFilter ReadFilter(YamlMap map)
    {
        var name = map.Text("name", required: true) ?? "";
        if (name.Length > 0 && !Names.IsIdentifier(name))
        {
            map.Fault("name", $"must have {Names.IdentifierRule}.");
        }

        if (name == NumbersParameter)
        {
            map.Fault("name", $"'{name}' is a parameter of every chart's address already; take another name.");
        }

        var typeText = map.Text("type", required: true);
        if (!ColumnType.TryParse(typeText, out var type) && typeText is not null)
        {
            map.Fault("type", $"'{typeText}' is not a type.");
        }

        var options = map.Texts("options") ?? [];
        var standard = map.Text("default");
        var field = new Field { Name = name, Type = type };
        foreach (var (key, value) in options.Select(option => ("options", option)).Append(("default", standard ?? "")))
        {
            if (value.Length > 0 && ColumnType.TryParse(typeText, out _) && !FieldCheck.IsValue(field, value))
            {
                map.Fault(key, $"'{value}' is not a valid {type}.");
            }
        }

        var filter = new DashboardFilter(name, map.Text("label") ?? name, type, standard, options);
        map.Close();
        return filter;
    }
}
