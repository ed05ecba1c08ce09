using System.Text.Json;

namespace Analytics.DuckDb;

/// <summary>
/// The names that a statement mentions. A column whose name is nowhere in the text's tree is not read by it, unless the text has
/// something that stands for columns without naming them; then nothing can be told. More names than are read is the price of that.
/// </summary>
internal static class MentionedNames
{
    /// <summary>Every text in the tree, without regard to case; null where it may read columns that it does not name.</summary>
    public static IReadOnlySet<string>? Find(JsonElement statement, IReadOnlyCollection<string> tables)
    {
        var mentioned = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var rows = new HashSet<string>(tables, StringComparer.OrdinalIgnoreCase);
        var references = new List<string>();
        var open = new Stack<JsonElement>([statement]);
        while (open.TryPop(out var element))
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    mentioned.Add(element.GetString() ?? "");
                    break;
                case JsonValueKind.Array:
                    Push(open, element.EnumerateArray());
                    break;
                case JsonValueKind.Object when IsImplicit(element):
                    return null;
                case JsonValueKind.Object:
                    Note(element, rows, references);
                    Push(open, element.EnumerateObject().Select(property => property.Value));
                    break;
                default:
                    break;
            }
        }

        // The name of a table stands for its whole row.
        return references.Exists(rows.Contains) ? null : mentioned;
    }

    /// <summary>What takes columns by their order, by a pattern, or because two tables share them.</summary>
    private static bool IsImplicit(JsonElement node) =>
        Text(node, "class") is "STAR" or "POSITIONAL_REFERENCE"
        || Text(node, "type") is "STAR" or "PIVOT"
        || Text(node, "ref_type") is "NATURAL"
        || (node.TryGetProperty("column_name_alias", out var renamed) && renamed.ValueKind == JsonValueKind.Array
            && renamed.GetArrayLength() > 0);

    /// <summary>Names of tables are those of the inputs, what WITH calls them, and their aliases; an expression's alias is none.</summary>
    private static void Note(JsonElement node, HashSet<string> rows, List<string> references)
    {
        if (Text(node, "class") is null)
        {
            rows.UnionWith(new[] { Text(node, "alias"), Text(node, "cte_name"), Text(node, "key") }.OfType<string>());
        }
        else if (node.TryGetProperty("column_names", out var names) && names.ValueKind == JsonValueKind.Array && names.GetArrayLength() > 0)
        {
            references.Add(names[names.GetArrayLength() - 1].GetString() ?? "");
        }
    }

    private static void Push(Stack<JsonElement> open, IEnumerable<JsonElement> elements)
    {
        foreach (var element in elements)
        {
            open.Push(element);
        }
    }

    private static string? Text(JsonElement node, string key) =>
        node.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
