using System.Text.Json;

using DuckDB.NET.Data;

namespace Analytics.DuckDb;

/// <summary>The engine's own parse of a text, as JSON. Nothing of the text is run, and nothing that it names is looked up.</summary>
internal static class SqlTree
{
    private const int MaxDepth = 4_000;

    /// <summary>Parses the text, which is bound as a parameter; null when the tree is too deep to judge.</summary>
    public static JsonDocument? Parse(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT json_serialize_sql($1::VARCHAR)";
        command.Parameters.Add(new DuckDBParameter(sql));
        try
        {
            return command.ExecuteScalar() is string json
                ? JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth })
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
