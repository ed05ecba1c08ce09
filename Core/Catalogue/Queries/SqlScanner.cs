namespace Analytics.Catalogue.Queries;

/// <summary>
/// Cuts a query into tokens by PostgreSQL's lexical rules (its <c>scan.l</c>, with <c>standard_conforming_strings</c> on). Whatever a
/// supported version might read otherwise is a fault: what is taken here for the inside of a text must never be a statement there.
/// </summary>
public sealed class SqlScanner
{
    private readonly string _text;
    private readonly List<SqlToken> _tokens = [];
    private int _at;
    private string? _fault;

    private SqlScanner(string text) => _text = text;

    /// <summary>The tokens in order; the fault is null, or what is wrong at the place after the last of them.</summary>
    public static (IReadOnlyList<SqlToken> Tokens, int At, string? Fault) Scan(string text)
    {
        var scanner = new SqlScanner(text);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            scanner.Fail("it holds a zero character, at which the database would take it to end");
        }

        while (scanner._fault is null && scanner._at < text.Length)
        {
            scanner.Next();
        }

        return (scanner._tokens, scanner._at, scanner._fault);
    }

    internal static bool IsNameStart(char letter) => char.IsAsciiLetter(letter) || letter == '_' || letter >= 0x80;

    private static bool IsNamePart(char letter) => IsNameStart(letter) || char.IsAsciiDigit(letter) || letter == '$';

    private static bool IsNewLine(char letter) => letter is '\n' or '\r';

    private char Peek(int at) => at < _text.Length ? _text[at] : '\0';

    private void Next()
    {
        var (current, next) = (_text[_at], Peek(_at + 1));
        switch (current)
        {
            case ' ' or '\t' or '\n' or '\r' or '\f':
                _at++;
                break;
            case < ' ':
                // Of these, newer versions take the vertical tab for a space.
                Fail("it holds a control character");
                break;
            case '\'':
                Text(_at, hasDoubles: true, hasEscapes: false);
                break;
            case '"':
                QuotedName();
                break;
            case '-' when next == '-':
                Add(SqlTokenKind.Comment, EndOfLine(_at));
                break;
            case '/' when next == '*':
                Comment();
                break;
            case '.' when next == '.':
                // Behind it a number may begin anew.
                Add(SqlTokenKind.Symbol, _at + 2);
                break;
            case '$' when IsNameStart(next) || next == '$':
                DollarQuoted();
                break;
            case '$':
                Fail("it names a parameter by its number; filters are @name");
                break;
            case var digit when char.IsAsciiDigit(digit) || (digit == '.' && char.IsAsciiDigit(next)):
                Number();
                break;
            case var letter when IsNameStart(letter):
                Word(next);
                break;
            default:
                Add(SqlTokenKind.Symbol, _at + 1);
                break;
        }
    }

    private void Word(char next)
    {
        switch (_text[_at])
        {
            case 'e' or 'E' when next == '\'':
                Text(_at + 1, hasDoubles: true, hasEscapes: true);
                return;
            case 'b' or 'B' or 'x' or 'X' when next == '\'':
                Text(_at + 1, hasDoubles: false, hasEscapes: false);
                return;
            case 'u' or 'U' when next == '&' && Peek(_at + 2) is '\'' or '"':
                Fail("it writes names or texts with U&, which is not supported");
                return;
        }

        var end = _at + 1;
        while (IsNamePart(Peek(end)))
        {
            end++;
        }

        Add(SqlTokenKind.Word, end);
    }

    private void Text(int quote, bool hasDoubles, bool hasEscapes)
    {
        for (var at = quote + 1; at < _text.Length; at++)
        {
            if (_text[at] == '\\' && hasEscapes)
            {
                at++;
            }
            else if (_text[at] == '\'')
            {
                if (hasDoubles && Peek(at + 1) == '\'')
                {
                    at++;
                }
                else if (Continuation(at + 1) is { } further)
                {
                    at = further;
                }
                else
                {
                    Add(SqlTokenKind.Text, at + 1);
                    return;
                }
            }
        }

        Fail("a ' is not closed");
    }

    /// <summary>
    /// The quote that goes on with a text that has just ended: one with nothing but space, comments to the end of a line, and at least one
    /// new line in between.
    /// </summary>
    private int? Continuation(int start)
    {
        var hasNewLine = false;
        for (var at = start; at < _text.Length; at++)
        {
            switch (_text[at])
            {
                case ' ' or '\t' or '\f':
                    break;
                case '\n' or '\r':
                    hasNewLine = true;
                    break;
                case '-' when Peek(at + 1) == '-':
                    at = EndOfLine(at) - 1;
                    break;
                case '\'' when hasNewLine:
                    return at;
                default:
                    return null;
            }
        }

        return null;
    }

    private void QuotedName()
    {
        for (var at = _at + 1; at < _text.Length; at++)
        {
            if (_text[at] != '"')
            {
                continue;
            }

            if (Peek(at + 1) != '"')
            {
                Add(SqlTokenKind.QuotedName, at + 1);
                return;
            }

            at++;
        }

        Fail("a \" is not closed");
    }

    private void DollarQuoted()
    {
        var tagEnd = _at + 1;
        while (IsNamePart(Peek(tagEnd)) && Peek(tagEnd) != '$')
        {
            tagEnd++;
        }

        if (Peek(tagEnd) == '$')
        {
            var tag = _text[_at..(tagEnd + 1)];
            if (_text.IndexOf(tag, tagEnd + 1, StringComparison.Ordinal) is var close and >= 0)
            {
                Add(SqlTokenKind.Text, close + tag.Length);
                return;
            }
        }

        Fail("a $ is neither a filter, which is @name, nor the beginning of a quoted text that ends");
    }

    private void Comment()
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
                    Add(SqlTokenKind.Comment, at + 1);
                    return;
                }
            }
        }

        Fail("a comment is not closed");
    }

    private int EndOfLine(int start)
    {
        var end = start;
        while (end < _text.Length && !IsNewLine(_text[end]))
        {
            end++;
        }

        return end;
    }

    private void Number()
    {
        var end = _at;
        if (_text[end] == '0' && char.ToLowerInvariant(Peek(end + 1)) is 'x' or 'o' or 'b')
        {
            end += 2;
            while (char.IsAsciiHexDigit(Peek(end)) || Peek(end) == '_')
            {
                end++;
            }
        }
        else
        {
            end = EndOfDigits(end);
            // Two points are the range of a loop, not the number's.
            if (Peek(end) == '.' && Peek(end + 1) != '.')
            {
                end = EndOfDigits(end + 1);
            }

            var exponent = Peek(end + 1) is '+' or '-' ? end + 2 : end + 1;
            if (Peek(end) is 'e' or 'E' && char.IsAsciiDigit(Peek(exponent)))
            {
                end = EndOfDigits(exponent);
            }
        }

        if (IsNameStart(Peek(end)))
        {
            Fail("a number ends in letters");
            return;
        }

        Add(SqlTokenKind.Number, end);
    }

    private int EndOfDigits(int start)
    {
        var end = start;
        while (char.IsAsciiDigit(Peek(end)) || (Peek(end) == '_' && end > start && char.IsAsciiDigit(Peek(end + 1))))
        {
            end++;
        }

        return end;
    }

    private void Add(SqlTokenKind kind, int end)
    {
        _tokens.Add(new SqlToken(kind, _at, end));
        _at = end;
    }

    private void Fail(string what) => _fault = what;
}
