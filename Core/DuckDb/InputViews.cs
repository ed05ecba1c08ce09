using Analytics.Core.Engines;

using DuckDB.NET.Data;

namespace Analytics.Core.DuckDb;

/// <summary>Shows each input as a view of its declared columns and types.</summary>
internal static class InputViews
{
    public static void Create(DuckDBConnection connection, IReadOnlyList<EngineInput> inputs)
    {
        foreach (var input in inputs)
        {
            connection.Run($"CREATE VIEW {Names.Quote(input.Name)} AS {(input.Files.Count == 0 ? Empty(input) : Rows(connection, input))}");
        }
    }

    private static string Empty(EngineInput input) =>
        $"SELECT {string.Join(", ", input.Columns.Select(Missing))} WHERE false";

    /// <summary>Files of earlier contract versions may lack columns: those are NULL.</summary>
    private static string Rows(DuckDBConnection connection, EngineInput input)
    {
        var paths = string.Join(", ", input.Files.Select(Names.Literal));
        var files = $"read_parquet([{paths}], union_by_name = true, hive_partitioning = false)";
        var present = connection.Texts($"SELECT column_name FROM (DESCRIBE SELECT * FROM {files})")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var columns = input.Columns.Select(column => present.Contains(column.Name)
            ? $"{Names.Quote(column.Name)}::{DuckDbTypes.Of(column.Type)} AS {Names.Quote(column.Name)}"
            : Missing(column));
        return $"SELECT {string.Join(", ", columns)} FROM {files}";
    }

    private static string Missing(EngineColumn column) => $"NULL::{DuckDbTypes.Of(column.Type)} AS {Names.Quote(column.Name)}";
}
