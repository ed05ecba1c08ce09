using Analytics.Catalogue.Yaml;
using Analytics.Tabular.Schema;

namespace Analytics.Catalogue.Jobs;

/// <summary>Reads the key <c>output</c> of a job.</summary>
internal static class OutputReader
{
    /// <summary>Added to each result table by the loader.</summary>
    private const string ReservedColumn = "run_id";

    private static readonly Dictionary<string, LoadMode> Modes = new(StringComparer.Ordinal)
    {
        ["replace"] = LoadMode.Replace,
        ["append"] = LoadMode.Append,
        ["upsert"] = LoadMode.Upsert,
    };

    /// <summary><paramref name="taken"/> holds the tables of other jobs, each with its job.</summary>
    public static JobOutput Read(YamlMap root, IReadOnlyDictionary<string, string> taken)
    {
        if (root.Map("output", required: true) is not { } map)
        {
            return new JobOutput("", [], [], LoadMode.Replace);
        }

        var table = map.Text("table", required: true);
        if (table is not null && !Names.IsIdentifier(table))
        {
            map.Fault("table", $"must have {Names.IdentifierRule}.");
        }
        else if (table is not null && taken.TryGetValue(table, out var other))
        {
            map.Fault("table", $"'{table}' is the table of '{other}' already.");
        }

        var columns = ReadColumns(map);
        var key = map.Texts("key") ?? [];
        foreach (var name in key.Where(name => !columns.Exists(column => column.Name == name)))
        {
            map.Fault("key", $"names '{name}', which is not a column{Suggestions.For(name, columns.Select(column => column.Name))}.");
        }

        if (key.Distinct().Count() != key.Count)
        {
            map.Fault("key", "names a column twice.");
        }

        var mode = map.Choice("mode", Modes) ?? LoadMode.Replace;
        if (mode == LoadMode.Upsert && key.Count == 0)
        {
            map.Fault("key", "is missing: upsert needs the columns that name a row.");
        }

        map.Close();
        return new JobOutput(table ?? "", columns, key, mode);
    }

    private static List<JobColumn> ReadColumns(YamlMap output)
    {
        var columns = new List<JobColumn>();
        foreach (var map in output.Maps("columns", required: true))
        {
            var name = map.Text("name", required: true);
            var typeText = map.Text("type", required: true);
            if (!ColumnType.TryParse(typeText, out var type) && typeText is not null)
            {
                map.Fault("type", $"'{typeText}' is not a type.");
            }

            if (name is not null && (!Names.IsIdentifier(name) || name == ReservedColumn))
            {
                map.Fault("name", $"must have {Names.IdentifierRule}, and not be {ReservedColumn}.");
            }

            if (columns.Exists(column => column.Name == name))
            {
                map.Fault("name", $"'{name}' is declared twice.");
            }

            columns.Add(new JobColumn(name ?? "", type, map.Text("unit"), map.Text("description"), map.Flag("required") ?? false));
            map.Close();
        }

        if (output.Length("columns") is 0 or > 1_000)
        {
            output.Fault("columns", "must declare 1 to 1,000 columns.");
        }

        return columns;
    }
}
