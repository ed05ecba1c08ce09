using Analytics.Engines;
using Analytics.Engines.Columns;

using DuckDB.NET.Data;

namespace Analytics.DuckDb;

/// <summary>Finds, in the child process, which bytes of its input files a SELECT reads. It reads their footers alone.</summary>
public static class ColumnReads
{
    /// <summary>Bytes between two chunks that are rather read than asked for by a request of their own.</summary>
    private const long Gap = 256 << 10;

    /// <summary>All bytes where the text is refused, or may read every column.</summary>
    public static ColumnPlan Plan(EngineTask task)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        connection.Run($"SET threads = 1; SET memory_limit = '{task.Limits.MemoryBytes >> 10}KiB'; SET autoload_known_extensions = false;");
        try
        {
            return Mentioned(connection, task) is { } names ? Ranges(connection, task, names) : ColumnPlan.All;
        }
        catch (DuckDBException)
        {
            // A footer that cannot be read is told by the run, with the file's name.
            return ColumnPlan.All;
        }
    }

    private static IReadOnlySet<string>? Mentioned(DuckDBConnection connection, EngineTask task)
    {
        var tables = task.Inputs.Select(input => input.Name).ToList();
        var parameters = task.Parameters.Select(parameter => parameter.Name).ToList();
        if (SqlGuard.Check(connection, task.Sql, tables, parameters) is not SqlCheck.Allowed)
        {
            return null;
        }

        using var tree = SqlTree.Parse(connection, task.Sql);
        return tree is null ? null : MentionedNames.Find(tree.RootElement.GetProperty("statements")[0].GetProperty("node"), tables);
    }

    private static ColumnPlan Ranges(DuckDBConnection connection, EngineTask task, IReadOnlySet<string> names)
    {
        var ranges = new List<FileRange>();
        var unread = task.Inputs.SelectMany(input => input.Columns).Select(column => column.Name)
            .Where(name => !names.Contains(name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            SELECT file_name, path_in_schema, total_compressed_size, bloom_filter_offset, bloom_filter_length,
                least(data_page_offset, nullif(dictionary_page_offset, 0), nullif(index_page_offset, 0))
            FROM parquet_metadata([{string.Join(", ", task.Inputs.SelectMany(input => input.Files).Select(SqlNames.Literal))}])
            """;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (unread.Contains(reader.GetString(1)))
            {
                continue;
            }

            var hasFilter = !reader.IsDBNull(3);
            if (reader.IsDBNull(2) || reader.IsDBNull(5) || (hasFilter && reader.IsDBNull(4)))
            {
                // Where it lies, or its filter, cannot be told.
                return ColumnPlan.All;
            }

            ranges.Add(new FileRange(reader.GetString(0), reader.GetInt64(5), reader.GetInt64(2)));
            if (hasFilter)
            {
                ranges.Add(new FileRange(reader.GetString(0), reader.GetInt64(3), reader.GetInt64(4)));
            }
        }

        return new ColumnPlan(Merged(ranges));
    }

    private static List<FileRange> Merged(IEnumerable<FileRange> ranges)
    {
        var merged = new List<FileRange>();
        foreach (var range in ranges.OrderBy(range => range.Path, StringComparer.Ordinal).ThenBy(range => range.Offset))
        {
            if (merged.Count > 0 && merged[^1] is var last && last.Path == range.Path && range.Offset <= last.Offset + last.Length + Gap)
            {
                merged[^1] = last with { Length = Math.Max(last.Length, range.Offset + range.Length - last.Offset) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }
}
