using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Analytics.Engines;

namespace Analytics.DuckDb;

/// <summary>
/// Walks a parsed statement. A kind of node that is not listed here is refused, so that what a later engine adds is closed until
/// somebody has looked at it. The walk keeps its own stack: a tree may be thousands of levels deep.
/// </summary>
internal sealed class SqlWalk(string sql, IReadOnlyCollection<string> tables)
{
    private static readonly FrozenSet<string> Expressions = new[]
    {
        "BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION", "LAMBDA", "OPERATOR",
        "PARAMETER", "POSITIONAL_REFERENCE", "STAR", "SUBQUERY", "WINDOW",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Structures = new[]
    {
        "SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE",
        "BASE_TABLE", "EMPTY", "EXPRESSION_LIST", "JOIN", "PIVOT", "SUBQUERY", "TABLE_FUNCTION",
        "DISTINCT_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "ORDER_MODIFIER",
        "ASCENDING", "DESCENDING", "ORDER_DEFAULT",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Names that the engine takes for functions without parentheses where no column has them.</summary>
    private static readonly FrozenSet<string> HiddenFunctions = new[]
    {
        "current_catalog", "current_role", "current_schema", "current_user", "session_user",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly Stack<Visit> _open = new();
    private readonly SortedSet<string> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The inputs that the statement reads, once it was walked.</summary>
    public IReadOnlyList<string> Tables => [.. _read];

    public SqlCheck.Refused? FirstFault(JsonElement statement)
    {
        _open.Push(new Visit(statement, ImmutableHashSet.Create<string>(StringComparer.Ordinal), null));
        while (_open.TryPop(out var visit))
        {
            if (visit.Element.ValueKind == JsonValueKind.Array)
            {
                PushAll(visit.Element.EnumerateArray().Select(item => visit with { Element = item }));
            }
            else if (visit.Element.ValueKind == JsonValueKind.Object && Judge(visit) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private SqlCheck.Refused? Judge(Visit visit)
    {
        var node = visit.Element;
        visit = visit with { At = LocationOf(node) ?? visit.At };
        var kind = Text(node, "type");
        if (Text(node, "class") is { } expression)
        {
            if (!Expressions.Contains(expression))
            {
                return Refuse(visit, $"{expression} is not allowed here.", "Use the ordinary expressions of a SELECT.");
            }

            if (expression is "COLUMN_REF" && HiddenFunction(node) is { } hidden)
            {
                return Refuse(visit, $"{hidden} is not allowed.", "Jobs read their inputs, not the session that they run in.");
            }

            if (expression is "CONSTANT" or "PARAMETER" or "COLUMN_REF")
            {
                return null;
            }

            if (expression is "FUNCTION" or "WINDOW" && Text(node, "function_name") is var name
                && (name is null || !SqlFunctions.AllowsInExpression(name)))
            {
                return Refuse(
                    visit, $"The function {name} is not allowed.",
                    "Jobs may call the ordinary scalar, aggregate and window functions; none that reads files, settings or the catalogue.");
            }
        }
        else if (kind is not null && node.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            && !Structures.Contains(kind))
        {
            return Refuse(visit, $"{kind} is not allowed in a job.", "Read the job's inputs with SELECT.");
        }
        else if (kind == "BASE_TABLE")
        {
            return JudgeTable(visit);
        }
        else if (kind == "TABLE_FUNCTION")
        {
            return JudgeTableFunction(visit);
        }

        PushChildren(visit, kind);
        return null;
    }

    private SqlCheck.Refused? JudgeTable(Visit visit)
    {
        var node = visit.Element;
        var name = Text(node, "table_name") ?? "";
        var schema = Text(node, "schema_name") ?? "";
        var catalog = Text(node, "catalog_name") ?? "";
        if (node.TryGetProperty("at_clause", out var at) && at.ValueKind != JsonValueKind.Null)
        {
            return Refuse(visit, "AT (…) is not allowed: a run's inputs are pinned to versions.", "Remove the AT clause.");
        }

        if (schema is "" && catalog is "" && visit.Scope.Contains(SqlNames.Fold(name)))
        {
            return null;
        }

        var input = tables.FirstOrDefault(table => SqlNames.Fold(table) == SqlNames.Fold(name));
        if (input is null || catalog is not "" || schema is not ("" or "main"))
        {
            var full = string.Join('.', new[] { catalog, schema, name }.Where(part => part is not ""));
            return Refuse(
                visit, $"'{full}' is not an input of the job.",
                $"Only the declared inputs and names from WITH can be read. Inputs: {SqlNames.Join(tables)}.");
        }

        _read.Add(input);
        return null;
    }

    private SqlCheck.Refused? JudgeTableFunction(Visit visit)
    {
        var function = visit.Element.GetProperty("function");
        var name = Text(function, "function_name");
        if (Text(function, "class") != "FUNCTION" || name is null || !SqlFunctions.AllowsAsTable(name))
        {
            return Refuse(
                visit, $"{name ?? "This"}(…) is not allowed after FROM.",
                "After FROM only these are allowed: inputs, WITH names, subqueries, VALUES, unnest, range and generate_series.");
        }

        PushChildren(visit with { Element = function }, kind: null);
        return null;
    }

    /// <summary>
    /// A name of a WITH is known to what follows it; to itself only when it is recursive, and then in the step that repeats alone: in
    /// what it starts from, the engine looks the name up in the catalogue.
    /// </summary>
    private void PushChildren(Visit visit, string? kind)
    {
        var scope = visit.Scope;
        if (visit.Element.TryGetProperty("cte_map", out var withs))
        {
            foreach (var with in withs.GetProperty("map").EnumerateArray())
            {
                _open.Push(visit with { Element = with.GetProperty("value"), Scope = scope });
                scope = scope.Add(SqlNames.Fold(with.GetProperty("key").GetString() ?? ""));
            }
        }

        var repeated = kind == "RECURSIVE_CTE_NODE" && Text(visit.Element, "cte_name") is { } self ? scope.Add(SqlNames.Fold(self)) : scope;
        PushAll(visit.Element.EnumerateObject()
            .Where(property => property.Name is not ("cte_map" or "cast_type" or "expected_types" or "sample"))
            .Select(property => visit with { Element = property.Value, Scope = property.Name == "right" ? repeated : scope }));
    }

    /// <summary>In reverse, so that the fault that is found is the first in the text.</summary>
    private void PushAll(IEnumerable<Visit> visits)
    {
        foreach (var visit in visits.Reverse())
        {
            _open.Push(visit);
        }
    }

    private SqlCheck.Refused Refuse(Visit visit, string message, string advice) =>
        new(false, message, visit.At is { } at ? SqlPosition.OfByte(sql, at) : null, advice);

    private static string? Text(JsonElement node, string key) =>
        node.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? HiddenFunction(JsonElement column) =>
        column.TryGetProperty("column_names", out var names) && names.GetArrayLength() == 1 && names[0].GetString() is { } name
        && HiddenFunctions.Contains(SqlNames.Fold(name))
            ? name
            : null;

    /// <summary>The engine writes 2^64 - 1 for "unknown".</summary>
    private static ulong? LocationOf(JsonElement node) =>
        node.TryGetProperty("query_location", out var at) && at.TryGetUInt64(out var offset) && offset != ulong.MaxValue ? offset : null;

    private readonly record struct Visit(JsonElement Element, ImmutableHashSet<string> Scope, ulong? At);
}
