using System.Text.RegularExpressions;
using Analytics.Catalogue.Jobs;
using Analytics.Catalogue.Queries;
using Analytics.Catalogue.Yaml;

namespace Analytics.Catalogue.Dashboards;

/// <summary>Holds a chart's query against the filters, the result tables and the chart's columns, without running it.</summary>
internal static partial class ChartQueryCheck
{
    public static void Check(
        YamlMap map, ChartDefinition chart, IReadOnlyDictionary<string, JobDefinition> jobs, IReadOnlyList<DashboardFilter> filters)
    {
        var types = filters.ToDictionary(filter => filter.Name, filter => ResultTypes.Of(filter.Type), StringComparer.Ordinal);
        if (!QueryText.TryParse(chart.Query, types, out _, out var refusal))
        {
            map.Fault("query", refusal);
            return;
        }

        var tables = jobs.Values.Select(job => job.Output.Table).ToList();
        foreach (var table in ResultTable().Matches(chart.Query).Select(match => match.Groups["table"].Value).Distinct().Except(tables))
        {
            map.Fault("query", $"reads results.{table}, which is not a job's table{Suggestions.For(table, tables)}.");
        }

        var words = Word().Matches(chart.Query).Select(match => match.Value.Trim('"')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (jobs.TryGetValue(chart.Job, out var own) && !words.Contains(own.Output.Table))
        {
            map.Fault("query", $"does not read results.{own.Output.Table}, the table of the chart's job.");
        }

        CheckColumns(map, chart, [.. words, .. jobs.Values.Where(job => words.Contains(job.Output.Table)).SelectMany(Columns)]);
    }

    /// <summary>A column that the query gives is named in it, or is a column of a table it reads.</summary>
    private static void CheckColumns(YamlMap map, ChartDefinition chart, HashSet<string> given)
    {
        (string Key, string? Column)[] named =
        [
            ("x.column", chart.X?.Column),
            ("y.column", chart.Y?.Column),
            ("value.column", chart.Value?.Column),
            ("size.column", chart.Size?.Column),
            ("series", chart.Series),
            .. chart.Columns.Select((column, at) => ($"columns[{at}].column", (string?)column.Column)),
        ];
        foreach (var (key, column) in named)
        {
            if (column is { Length: > 0 } && !given.Contains(column))
            {
                map.Fault(key, $"names '{column}', which the query does not give{Suggestions.For(column, given)}.");
            }
        }
    }

    private static IEnumerable<string> Columns(JobDefinition job) => job.Output.Columns.Select(column => column.Name);

    [GeneratedRegex("\\bresults\\.(?<table>[a-z0-9_]+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ResultTable();

    [GeneratedRegex("\"[^\"]*\"|[A-Za-z_][A-Za-z0-9_]*", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
