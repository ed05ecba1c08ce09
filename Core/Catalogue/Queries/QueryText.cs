using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Analytics.Catalogue.Queries;

/// <summary>
/// A chart's query with its filters <c>@name</c> turned into parameters. It refuses a second statement, and functions that do more than
/// read. What the query may read is decided by the role that charts log in as, not here.
/// </summary>
public sealed partial class QueryText
{
    private const int Milliseconds = 1_000;

    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "set_config", "ts_stat", "loread", "lowrite", "nextval", "setval", "dblink", "current_setting",
    };

    /// <summary>Words whose value is another one each time, whatever the tables hold.</summary>
    private static readonly HashSet<string> Changing = new(StringComparer.OrdinalIgnoreCase)
    {
        "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp",
    };

    /// <summary>Functions of the kind; <c>age</c> of one date counts from today. Columns may have these names.</summary>
    private static readonly HashSet<string> ChangingFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        "now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday", "age", "random", "random_normal",
        "gen_random_uuid", "uuidv4", "uuidv7",
    };

    private readonly StringBuilder _sql = new();
    private readonly List<string> _filters = [];
    private readonly string _text;
    private readonly IReadOnlyDictionary<string, string> _types;
    private int _copied;

    private QueryText(string text, IReadOnlyDictionary<string, string> types)
    {
        _text = text;
        _types = types;
    }

    /// <summary>With <c>$1</c> and up in place of the filters.</summary>
    public string Sql => _sql.ToString();

    /// <summary>The filters' names, in the order of the parameters.</summary>
    public IReadOnlyList<string> Filters => _filters;

    /// <summary>Whether it names the time, or chance: then its rows may change though its tables and filters do not.</summary>
    public bool IsChanging { get; private set; }

    /// <param name="text">The query as its author wrote it.</param>
    /// <param name="types">Each filter's name and PostgreSQL type.</param>
    /// <param name="query">The query to run.</param>
    /// <param name="fault">What is wrong with it, with its line.</param>
    public static bool TryParse(
        string text,
        IReadOnlyDictionary<string, string> types,
        [NotNullWhen(true)] out QueryText? query,
        [NotNullWhen(false)] out string? fault)
    {
        var parsed = new QueryText(text, types);
        fault = parsed.Build();
        query = fault is null ? parsed : null;
        return fault is null;
    }

    private string? Build()
    {
        var (scanned, stopped, broken) = SqlScanner.Scan(_text);
        // Comments stay in the text; they are no words of it.
        var tokens = scanned.Where(token => token.Kind is not SqlTokenKind.Comment).ToList();
        IsChanging = Enumerable.Range(0, tokens.Count).Any(at => MayChange(tokens, at));
        var hasEnded = false;
        for (var at = 0; at < tokens.Count; at++)
        {
            var token = tokens[at];
            if (hasEnded)
            {
                return Fault(token.Start, "it holds a second statement; a query is one SELECT");
            }

            if (FaultOf(token, isFirst: !tokens.Take(at).Any(IsWord)) is { } fault)
            {
                return fault;
            }

            switch (token.Kind is SqlTokenKind.Symbol ? _text[token.Start] : '\0')
            {
                case ';':
                    CopyTo(token.Start);
                    _copied = token.End;
                    hasEnded = true;
                    break;
                case '@' when at + 1 < tokens.Count && tokens[at + 1] is { Kind: SqlTokenKind.Word } name && name.Start == token.End:
                    if (AddFilter(token, name) is { } unknown)
                    {
                        return unknown;
                    }

                    at++;
                    break;
            }
        }

        CopyTo(_text.Length);
        return broken is not null ? Fault(stopped, broken) : tokens.Any(IsWord) ? null : Fault(0, "it is empty");
    }

    private bool MayChange(List<SqlToken> tokens, int at)
    {
        var token = tokens[at];
        switch (token.Kind)
        {
            case SqlTokenKind.Word or SqlTokenKind.QuotedName:
                var name = Of(token).Trim('"');
                return (token.Kind is SqlTokenKind.Word && Changing.Contains(name))
                    || (ChangingFunctions.Contains(name) && at + 1 < tokens.Count && _text[tokens[at + 1].Start] == '(');
            case SqlTokenKind.Text:
                return ChangingDate().IsMatch(Of(token));
            default:
                return false;
        }
    }

    private static bool IsWord(SqlToken token) => token.Kind is SqlTokenKind.Word;

    private string? FaultOf(SqlToken token, bool isFirst) => (token.Kind, Of(token)) switch
    {
        (SqlTokenKind.Word, var word) when isFirst && word.ToLowerInvariant() is not ("select" or "with") =>
            Fault(token.Start, $"it begins with '{word}'; a query is one SELECT"),
        (SqlTokenKind.Word, var word) => FaultOf(word, token.Start),
        (SqlTokenKind.QuotedName, var quoted) => FaultOf(quoted[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal), token.Start),
        _ => null,
    };

    private string? FaultOf(string name, int at) =>
        Refused.Contains(name)
        || name.StartsWith("pg_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("lo_", StringComparison.OrdinalIgnoreCase)
        || name.Contains("_to_xml", StringComparison.OrdinalIgnoreCase)
            ? Fault(at, $"it names '{name}', which does more than read results")
            : null;

    private string? AddFilter(SqlToken sign, SqlToken named)
    {
        var name = Of(named);
        if (!_types.TryGetValue(name, out var type))
        {
            return Fault(sign.Start, $"it names the filter '@{name}', which the dashboard does not declare");
        }

        var index = _filters.IndexOf(name);
        if (index < 0)
        {
            _filters.Add(name);
            index = _filters.Count - 1;
        }

        CopyTo(sign.Start);
        // The space keeps the value apart from an operator or a word that stands right before the filter.
        _sql.Append(CultureInfo.InvariantCulture, $" (${index + 1}::text)::{type}");
        _copied = named.End;
        return null;
    }

    private string Of(SqlToken token) => _text[token.Start..token.End];

    private void CopyTo(int end)
    {
        _sql.Append(_text, _copied, end - _copied);
        _copied = end;
    }

    // What PostgreSQL reads as a date.
    [GeneratedRegex(
        @"\b(now|today|tomorrow|yesterday)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        Milliseconds)]
    private static partial Regex ChangingDate();

    private string Fault(int at, string what) => string.Create(
        CultureInfo.InvariantCulture, $"The query is refused at its line {_text.AsSpan(0, at).Count('\n') + 1}: {what}.");
}
