using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Tabular.Schema;

using DuckDB.NET.Data;

namespace Analytics.DuckDb;

/// <summary>
/// Shows each input as a view of its declared columns and types. Files of earlier contract versions may hold other types: a column whose
/// values would be rounded on their way to the declared one is refused.
/// </summary>
internal static class InputViews
{
    public static void Create(DuckDBConnection connection, IReadOnlyList<EngineInput> inputs)
    {
        foreach (var input in inputs)
        {
            connection.Run($"CREATE VIEW {SqlNames.Quote(input.Name)} AS {(input.Files.Count == 0 ? Empty(input) : Rows(connection, input))}");
        }
    }

    private static string Empty(EngineInput input) =>
        $"SELECT {string.Join(", ", input.Columns.Select(Missing))} WHERE false";

    /// <summary>Files of earlier contract versions may lack columns: those are NULL.</summary>
    private static string Rows(DuckDBConnection connection, EngineInput input)
    {
        var paths = string.Join(", ", input.Files.Select(SqlNames.Literal));
        if (input.Columns.Count == 0)
        {
            return $"SELECT * FROM {Source(paths)}";
        }

        var present = TypesIn(connection, paths);
        foreach (var column in input.Columns)
        {
            CheckKept(input.Name, column, [.. present[column.Name].Distinct()]);
        }

        var columns = input.Columns.Select(column => present.Contains(column.Name)
            ? $"{SqlNames.Quote(column.Name)}::{DuckDbTypes.Of(column.Type)} AS {SqlNames.Quote(column.Name)}"
            : Missing(column));
        return $"SELECT {string.Join(", ", columns)} FROM {Source(paths)}";
    }

    private static string Source(string paths) => $"read_parquet([{paths}], union_by_name = true, hive_partitioning = false)";

    /// <summary>The types that the files have for each column.</summary>
    private static ILookup<string, string> TypesIn(DuckDBConnection connection, string paths)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT DISTINCT name, duckdb_type FROM parquet_schema([{paths}]) WHERE duckdb_type IS NOT NULL";
        using var reader = command.ExecuteReader();
        var types = new List<(string Name, string Type)>();
        while (reader.Read())
        {
            types.Add((reader.GetString(0), reader.GetString(1)));
        }

        return types.ToLookup(found => found.Name, found => found.Type, StringComparer.OrdinalIgnoreCase);
    }

    private static void CheckKept(string input, EngineColumn column, IReadOnlyList<string> types)
    {
        var lossy = types.FirstOrDefault(type => !Keeps(type, column.Type)) ?? LostBetween(types);
        if (lossy is not null)
        {
            throw new EngineFailureException(new EngineFailure(
                EngineFailureCode.Input,
                $"Files of '{input}' that were read under an earlier contract hold '{column.Name}' as {lossy}; not every such value is a "
                    + $"{column.Type} without loss, so none is read as one.",
                [],
                "Deliver those files again, so that they are read with the current contract, or declare the earlier type again.",
                Retryable: false));
        }
    }

    // Every value has a text, and the text is the value.
    private static bool Keeps(string actual, ColumnType declared) =>
        declared.Kind == ColumnKind.String || DuckDbTypes.Keeps(actual, declared);

    /// <summary>Files of several types are brought to a common one first, which is not always one that keeps the values.</summary>
    private static string? LostBetween(IReadOnlyList<string> types)
    {
        var wide = types.FirstOrDefault(type => type == "BIGINT" || type.StartsWith("DECIMAL", StringComparison.Ordinal));
        return types.Contains("VARCHAR") ? null
            : types.Contains("DOUBLE") ? wide
            : types.Contains("FLOAT") ? wide ?? types.FirstOrDefault(type => type == "INTEGER")
            : null;
    }

    private static string Missing(EngineColumn column) => $"NULL::{DuckDbTypes.Of(column.Type)} AS {SqlNames.Quote(column.Name)}";
}
