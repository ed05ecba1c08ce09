using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Analytics.Core.Results.Queries;

/// <summary>
/// A chart's query with its filters <c>@name</c> turned into parameters. The scan knows PostgreSQL's strings, quoted names and comments,
/// so that what lies in them is no filter; it refuses a second statement, and functions that do more than read. What the query may
/// read is decided by the role under which it runs, not here.
/// </summary>
internal sealed class QueryText
{
    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "set_config", "ts_stat", "loread", "lowrite", "nextval", "setval", "dblink", "current_setting",
    };

    private readonly StringBuilder _sql = new();
    private readonly List<string> _filters = [];
    private readonly string _text;
    private readonly IReadOnlyDictionary<string, string> _types;
    private string? _fault;
    private bool _sawFirstWord;
    private int _at;

    private QueryText(string text, IReadOnlyDictionary<string, string> types)
    {
        _text = text;
        _types = types;
    }

    /// <summary>With <c>$1</c> and up in place of the filters.</summary>
    public string Sql => _sql.ToString();

    /// <summary>The filters' names, in the order of the parameters.</summary>
    public IReadOnlyList<string> Filters => _filters;

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
        var parsed = new QueryText(text.TrimEnd().TrimEnd(';'), types);
        fault = parsed.Scan();
        query = fault is null ? parsed : null;
        return fault is null;
    }

    private string? Scan()
    {
        while (_at < _text.Length && _fault is null)
        {
            var (current, next) = (_text[_at], _at + 1 < _text.Length ? _text[_at + 1] : '\0');
            switch (current)
            {
                case '\'':
                    Keep(EndOfQuoted('\'', hasEscapes: false));
                    break;
                case '"':
                    QuotedName();
                    break;
                case '-' when next == '-':
                    Keep(_text.IndexOf('\n', _at) is var end and >= 0 ? end + 1 : _text.Length);
                    break;
                case '/' when next == '*':
                    Keep(EndOfComment());
                    break;
                case '$' when IsNameStart(next) || next == '$':
                    Keep(EndOfDollarQuoted());
                    break;
                case '@' when IsNameStart(next):
                    Filter();
                    break;
                case '$':
                    Fail("it names a parameter by its number; filters are @name");
                    break;
                case ';':
                    Fail("it holds a second statement; a query is one SELECT");
                    break;
                case var letter when IsNameStart(letter):
                    Word();
                    break;
                default:
                    Keep(_at + 1);
                    break;
            }
        }

        if (_fault is null && !_sawFirstWord)
        {
            Fail("it is empty");
        }

        return _fault;
    }

    private void Word()
    {
        var end = EndOfName(_at);
        var word = _text[_at..end];
        if (!_sawFirstWord && !word.Equals("select", StringComparison.OrdinalIgnoreCase)
            && !word.Equals("with", StringComparison.OrdinalIgnoreCase))
        {
            Fail($"it begins with '{word}'; a query is one SELECT");
            return;
        }

        _sawFirstWord = true;
        if (end < _text.Length && _text[end] == '\'' && word is "e" or "E")
        {
            Keep(end);
            Keep(EndOfQuoted('\'', hasEscapes: true));
        }
        else if (word is "u" or "U" && end < _text.Length && _text[end] == '&')
        {
            Fail("it writes names or strings with U&, which is not taken");
        }
        else
        {
            Check(word);
            Keep(end);
        }
    }

    private void QuotedName()
    {
        var end = EndOfQuoted('"', hasEscapes: false);
        Check(_text[(_at + 1)..Math.Max(_at + 1, end - 1)]);
        Keep(end);
    }

    private void Check(string name)
    {
        if (Refused.Contains(name)
            || name.StartsWith("pg_", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("lo_", StringComparison.OrdinalIgnoreCase)
            || name.Contains("_to_xml", StringComparison.OrdinalIgnoreCase))
        {
            Fail($"it names '{name}', which does more than read results");
        }
    }

    private void Filter()
    {
        var end = EndOfName(_at + 1);
        var name = _text[(_at + 1)..end];
        if (!_types.TryGetValue(name, out var type))
        {
            Fail($"it names the filter '@{name}', which the dashboard does not declare");
            return;
        }

        var index = _filters.IndexOf(name);
        if (index < 0)
        {
            _filters.Add(name);
            index = _filters.Count - 1;
        }

        _sql.Append(CultureInfo.InvariantCulture, $"(${index + 1}::text)::{type}");
        _at = end;
    }

    private int EndOfQuoted(char quote, bool hasEscapes)
    {
        for (var at = _at + 1; at < _text.Length; at++)
        {
            if (hasEscapes && _text[at] == '\\')
            {
                at++;
            }
            else if (_text[at] == quote)
            {
                return at + 1;
            }
        }

        Fail($"a {quote} is not closed");
        return _text.Length;
    }

    private int EndOfComment()
    {
        var depth = 0;
        for (var at = _at; at + 1 < _text.Length; at++)
        {
            if (_text[at] == '/' && _text[at + 1] == '*')
            {
                (depth, at) = (depth + 1, at + 1);
            }
            else if (_text[at] == '*' && _text[at + 1] == '/')
            {
                (depth, at) = (depth - 1, at + 1);
                if (depth == 0)
                {
                    return at + 1;
                }
            }
        }

        Fail("a comment is not closed");
        return _text.Length;
    }

    private int EndOfDollarQuoted()
    {
        var tagEnd = EndOfName(_at + 1);
        if (tagEnd < _text.Length && _text[tagEnd] == '$')
        {
            var tag = _text[_at..(tagEnd + 1)];
            if (_text.IndexOf(tag, tagEnd + 1, StringComparison.Ordinal) is var close and >= 0)
            {
                return close + tag.Length;
            }
        }

        Fail("a $ is neither a filter, which is @name, nor the beginning of a quoted text that ends");
        return _text.Length;
    }

    private int EndOfName(int start)
    {
        var end = start;
        while (end < _text.Length && (IsNameStart(_text[end]) || char.IsAsciiDigit(_text[end])))
        {
            end++;
        }

        return end;
    }

    private static bool IsNameStart(char letter) => char.IsAsciiLetter(letter) || letter == '_' || letter >= 0x80;

    private void Keep(int end)
    {
        _sql.Append(_text, _at, end - _at);
        _at = end;
    }

    private void Fail(string what) =>
        _fault ??= string.Create(
            CultureInfo.InvariantCulture, $"The query is refused at its line {_text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n') + 1}: {what}.");
}
