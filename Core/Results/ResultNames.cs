using System.Text.RegularExpressions;

namespace Analytics.Results;

/// <summary>Names of result tables and their columns: they become SQL, so that only plain ones are let in.</summary>
public static partial class ResultNames
{
    /// <summary>The schema of all result tables.</summary>
    public const string Schema = "results";

    /// <summary>The column that says which run a row came from.</summary>
    public const string RunColumn = "run_id";

    /// <summary>The temporary table in which outputs are folded; no result table has such a name.</summary>
    internal const string Fold = "~fold";

    /// <summary>What is wrong with a table's name; null where nothing is.</summary>
    public static string? FaultOfTable(string name) => Plain().IsMatch(name)
        ? null
        : $"'{name}' is not a valid name for a result table: it takes 1 to 63 letters, digits and '_', and begins with a letter or '_'.";

    /// <summary>What is wrong with a column's name; null where nothing is.</summary>
    public static string? FaultOfColumn(string name) => name switch
    {
        _ when !Plain().IsMatch(name) =>
            $"'{name}' is not a valid name for a result column: it takes 1 to 63 letters, digits and '_', and begins with a letter or '_'.",
        _ when name.ToLowerInvariant() is RunColumn or "ctid" or "xmin" or "xmax" or "cmin" or "cmax" or "tableoid" =>
            $"A result column cannot be named '{name}': every result table has one of that name already.",
        _ => null,
    };

    internal static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The table's name with its schema, as SQL.</summary>
    internal static string Table(string name) => $"{(name is Fold ? "pg_temp" : Schema)}.{Quote(name)}";

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,62}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();
}
