using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

using Analytics.Engines;

using DuckDB.NET.Data;

namespace Analytics.DuckDb;

/// <summary>
/// Admits a text of user SQL or refuses it, before any of it runs: it must parse, with the engine's own parser, as exactly one SELECT,
/// and everything in the tree must be on an allowlist. This is one layer; the locked session and the limited process are the others.
/// </summary>
public static partial class SqlGuard
{
    /// <summary>The longest text, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1 << 20;

    private const string OneSelect = "Write one SELECT (WITH … SELECT is one). The platform itself stores its result.";

    private static readonly SearchValues<char> Trailing = SearchValues.Create("; \t\r\n\f\v");

    /// <summary>Judges a text. Never throws on what it says.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="tables">Names of the inputs.</param>
    /// <param name="parameters">Names of the declared parameters, without the dollar sign.</param>
    public static SqlCheck Check(string sql, IReadOnlyCollection<string> tables, IReadOnlyCollection<string> parameters)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return Check(connection, sql, tables, parameters);
    }

    internal static SqlCheck Check(
        DuckDBConnection connection, string sql, IReadOnlyCollection<string> tables, IReadOnlyCollection<string> parameters)
    {
        if (Encoding.UTF8.GetByteCount(sql) > MaxBytes)
        {
            return Refuse($"The SQL is longer than {MaxBytes:N0} bytes.", "Split it, or keep its lists of values in a dataset.");
        }

        if (sql.Contains('\0', StringComparison.Ordinal) || !IsWellFormed(sql))
        {
            return Refuse("The SQL holds a NUL or half a surrogate pair.", "Save the file as plain UTF-8 text.");
        }

        try
        {
            return Judge(connection, sql, tables, parameters);
        }
        catch (DuckDBException exception)
        {
            // Rather than running a text that its own parser chokes on in a way nobody foresaw.
            return Refuse($"The SQL cannot be parsed: {exception.Message}", OneSelect, isSyntax: true);
        }
    }

    private static SqlCheck Judge(
        DuckDBConnection connection, string sql, IReadOnlyCollection<string> tables, IReadOnlyCollection<string> parameters)
    {
        using var tree = SqlTree.Parse(connection, sql);
        if (tree is null)
        {
            return Refuse("The SQL is nested too deeply.", "Break it into steps with WITH.");
        }

        if (tree.RootElement.GetProperty("error").GetBoolean())
        {
            return RefuseUnparsed(sql, tree.RootElement);
        }

        var statements = tree.RootElement.GetProperty("statements");
        if (statements.GetArrayLength() != 1)
        {
            return Refuse(
                statements.GetArrayLength() == 0 ? "The SQL has no statement." : "The SQL has more than one statement.", OneSelect);
        }

        var statement = statements[0];
        var walk = new SqlWalk(sql, tables);
        if (walk.FirstFault(statement.GetProperty("node")) is { } fault)
        {
            return fault;
        }

        var used = statement.GetProperty("named_param_map").EnumerateArray()
            .Select(entry => entry.GetProperty("key").GetString() ?? "").Order(StringComparer.Ordinal).ToList();
        if (used.Find(name => !parameters.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            return unknown.All(char.IsAsciiDigit)
                ? Refuse("It holds a parameter without a name ('?' or '$1').", "Parameters are written $name.")
                : Refuse(
                    $"The parameter ${unknown} is not declared.",
                    parameters.Count == 0 ? "Declare it under 'parameters' in job.yaml."
                        : $"Declare it under 'parameters' in job.yaml; declared are {SqlNames.Join(parameters)}.");
        }

        var select = sql.AsSpan(0, sql.AsSpan().LastIndexOfAnyExcept(Trailing) + 1).ToString();
        return StandsBetweenParentheses(connection, select, statement)
            ? new SqlCheck.Allowed(select, used, walk.Tables)
            : Refuse("Something follows the semicolon at its end.", "Remove the semicolon and what follows it.");
    }

    /// <summary>
    /// The platform wraps the text in parentheses. Whatever comments or quotes it holds, it must be the same tree there as alone.
    /// </summary>
    private static bool StandsBetweenParentheses(DuckDBConnection connection, string select, JsonElement alone)
    {
        using var wrapped = SqlTree.Parse(connection, $"SELECT * FROM (\n{select}\n) AS result");
        return wrapped is not null
            && !wrapped.RootElement.GetProperty("error").GetBoolean()
            && wrapped.RootElement.GetProperty("statements") is var statements
            && statements.GetArrayLength() == 1
            && statements[0].GetProperty("node").GetProperty("from_table") is var from
            && from.TryGetProperty("subquery", out var subquery)
            && WithoutLocations(subquery.GetProperty("node")) == WithoutLocations(alone.GetProperty("node"));
    }

    private static string WithoutLocations(JsonElement node) => Location().Replace(node.GetRawText(), "");

    [GeneratedRegex("\"query_location\":[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Location();

    private static SqlCheck.Refused RefuseUnparsed(string sql, JsonElement root)
    {
        var message = root.GetProperty("error_message").GetString() ?? "unknown";
        if (root.GetProperty("error_type").GetString() == "not implemented")
        {
            return Refuse("It is not a SELECT.", OneSelect);
        }

        var position = root.TryGetProperty("position", out var at)
            && ulong.TryParse(at.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? SqlPosition.OfByte(sql, offset)
            : null;
        return new SqlCheck.Refused(true, $"The SQL does not parse: {message}", position, "Correct the text at this place.");
    }

    private static SqlCheck.Refused Refuse(string message, string advice, bool isSyntax = false) => new(isSyntax, message, null, advice);

    private static bool IsWellFormed(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }
}
