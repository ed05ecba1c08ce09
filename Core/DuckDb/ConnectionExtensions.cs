using DuckDB.NET.Data;

namespace Analytics.DuckDb;

/// <summary>The few ways in which this folder talks to the engine.</summary>
public static class ConnectionExtensions
{
    public static void Run(this DuckDBConnection connection, string sql, IReadOnlyList<DuckDBParameter>? parameters = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters ?? [])
        {
            command.Parameters.Add(parameter);
        }

        command.ExecuteNonQuery();
    }

    /// <summary>The first column of every row.</summary>
    public static IReadOnlyList<string> Texts(this DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    /// <summary>The first row's values, as 64-bit integers.</summary>
    public static IReadOnlyList<long> Counts(this DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        return reader.Read() ? [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetInt64)] : [];
    }
}
