using System.Text.Json;

namespace Analytics.Statements.Tests;

/// <summary>A scan of a table in a plan that was run.</summary>
/// <param name="Rows">How many rows it looked at, those included that a filter threw away.</param>
internal sealed record PlanScan(string Table, string Node, double Rows)
{
    public static IEnumerable<PlanScan> In(JsonElement node)
    {
        if (node.TryGetProperty("Relation Name", out var table) && node.GetProperty("Node Type").GetString() is { } type && type.Contains("Scan", StringComparison.Ordinal))
        {
            yield return new PlanScan(table.GetString() ?? "", type, Looked(node));
        }

        if (node.TryGetProperty("Plans", out var children))
        {
            foreach (var scan in children.EnumerateArray().SelectMany(In))
            {
                yield return scan;
            }
        }
    }

    private static double Looked(JsonElement node)
    {
        var loops = node.GetProperty("Actual Loops").GetDouble();
        return loops * (Number(node, "Actual Rows") + Number(node, "Rows Removed by Filter") + Number(node, "Rows Removed by Index Recheck"));
    }

    private static double Number(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
}
