using Analytics.Engines;
using Analytics.JobFailures;

using DuckDB.NET.Data;

namespace Analytics.DuckDb;

/// <summary>Compares the columns that the SELECT gives with those that the job declares, before a row is computed.</summary>
internal static class OutputColumns
{
    /// <summary>
    /// The select list that puts the columns into their declared order and types; throws a failure that lists every break.
    /// </summary>
    public static string SelectList(
        DuckDBConnection connection, string select, IReadOnlyList<DuckDBParameter> parameters, IReadOnlyList<EngineColumn> declared)
    {
        var actual = Describe(connection, select, parameters);
        var faults = Faults(actual, declared).ToList();
        if (faults.Count > 0)
        {
            throw new EngineFailureException(new EngineFailure(
                EngineFailureCode.Output, "The result's columns are not those that the job declares.", faults,
                "Change the SELECT (names with AS, types with CAST), or the columns under 'output' in job.yaml.", Retryable: false));
        }

        return string.Join(", ", declared.Select(c => $"{SqlNames.Quote(c.Name)}::{DuckDbTypes.Of(c.Type)} AS {SqlNames.Quote(c.Name)}"));
    }

    private static IEnumerable<string> Faults(IReadOnlyList<(string Name, string Type)> actual, IReadOnlyList<EngineColumn> declared)
    {
        foreach (var column in declared)
        {
            var found = actual.Where(a => SameName(a.Name, column.Name)).ToList();
            if (found.Count == 0)
            {
                yield return $"{column.Name}: wanted {column.Type}, but the SELECT has no such column";
            }
            else if (found.Count > 1)
            {
                yield return $"{column.Name}: the SELECT has {found.Count} columns of this name";
            }
            else if (!DuckDbTypes.Keeps(found[0].Type, column.Type))
            {
                yield return $"{column.Name}: wanted {column.Type}, got {found[0].Type}, which does not fit without loss";
            }
        }

        foreach (var (name, type) in actual.Where(a => !declared.Any(column => SameName(a.Name, column.Name))))
        {
            yield return $"{name}: not declared, but the SELECT has it ({type})";
        }
    }

    private static bool SameName(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static List<(string Name, string Type)> Describe(
        DuckDBConnection connection, string select, IReadOnlyList<DuckDBParameter> parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"DESCRIBE SELECT * FROM (\n{select}\n) AS result";
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        using var reader = command.ExecuteReader();
        var columns = new List<(string, string)>();
        while (reader.Read())
        {
            columns.Add((reader.GetString(0), reader.GetString(1)));
        }

        return columns;
    }
}
