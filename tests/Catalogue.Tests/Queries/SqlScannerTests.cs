using System.Text;

using Analytics.Catalogue.Queries;
using Analytics.Fixtures;

namespace Analytics.Catalogue.Tests.Queries;

public sealed class SqlScannerTests
{
    private const int Texts = 30_000;

    /// <summary>Pieces that begin, end or nearly begin something; joined without space as often as with it.</summary>
    private static readonly string[] Pieces =
    [
        "'", "''", "\\'", "\\", "\"", "\"\"", "$", "$$", "$a$", "$b$", "$1", "a", "b", "e", "E", "E'", "e'a'", "n'", "N", "b'01'", "x'1f'",
        "X'", "u&'a'", "U&", "U&\"", "&", "--", "-", "/*", "*/", "/", "*", "\n", "\r", "\r\n", " ", "\t", "\f", "\v", ";", "@", "@least", "<@", "(",
        ")", ",", "1", "0", "1e5", "1e", "1.5", ".5", "1.", "..", ".", "0x1F", "0b1", "1_000", "_", "é", "\u00a0", "𝔘", "set_config",
        "select", "from", "uescape", "::", ":=", "=>", "<=", "{", "}", "[", "`", "~", "'a'\n'b'", "E'a'\n'\\'b'", "'a' -- c\n 'b'", "'a' /* c */ 'b'",
        "a$x$", "%", "^", "|", "?", "\u007f",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scan_RandomText_FindsTheTokensThatPostgresFinds()
    {
        Assert.SkipWhen(PostgresScanner.Missing is not null, PostgresScanner.Missing ?? "");
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var texts = Enumerable.Range(0, Texts).Select(_ => Compose(random)).ToList();

        var theirs = await PostgresScanner.ScanAsync(texts, Token);

        var (bothTook, faults) = (0, new List<string>());
        foreach (var (text, expected) in texts.Zip(theirs))
        {
            var (tokens, _, fault) = SqlScanner.Scan(text);
            bothTook += fault is null && expected is not null ? 1 : 0;
            if (Difference(text, tokens, fault, expected) is { } difference)
            {
                faults.Add($"{text.ReplaceLineEndings("⏎")} : {difference}");
            }
        }

        var shortest = string.Join('\n', faults.OrderBy(one => one.Length).Take(10));
        Assert.True(faults.Count == 0, $"Seed {seed}: {faults.Count} of {Texts}\n{shortest}");
        Assert.True(bothTook > Texts / 10, $"Only {bothTook} texts were taken by both: the comparison says little.");
    }

    [Theory]
    [InlineData("select a$x$ from t where b$x$ = 1", "select a$x$ from t where b$x$ = 1")]
    [InlineData("select E'a'\n'\\'b' c", "select _ c")]
    [InlineData("select 'a' -- c\n  'b' c", "select _ c")]
    [InlineData("select 'a' 'b'", "select _ _")]
    [InlineData("select 1 -- a\rfrom", "select 1 _\rfrom")]
    [InlineData("select b'01''1'", "select __")]
    public void Scan_Texts_EndWherePostgresEndsThem(string text, string withoutTexts)
    {
        var (tokens, _, fault) = SqlScanner.Scan(text);

        var rest = new StringBuilder(text);
        foreach (var token in tokens.Reverse().Where(one => one.Kind is SqlTokenKind.Text or SqlTokenKind.Comment))
        {
            rest.Remove(token.Start, token.End - token.Start).Insert(token.Start, '_');
        }

        Assert.Null(fault);
        Assert.Equal(withoutTexts, rest.ToString());
    }

    private static string? Difference(
        string text, IReadOnlyList<SqlToken> tokens, string? fault, IReadOnlyList<PostgresToken>? expected)
    {
        if (expected is null)
        {
            // What PostgreSQL cannot scan does not run, whatever is thought of it here.
            return null;
        }

        if (IsCutAtAComment(text, expected))
        {
            // The package reports comments as tokens, and so ends a text at one that the server reads over.
            return null;
        }

        if (fault is not null)
        {
            // These are refused on purpose: parameters belong to the filters, and versions differ over the rest.
            var mayRefuse = text.Contains('\v', StringComparison.Ordinal) || text.Contains('\u007f', StringComparison.Ordinal)
                || expected.Any(token => token.Name is "PARAM" || text[token.Start..token.End] is "$"
                    || text[token.Start..token.End].StartsWith("u&", StringComparison.OrdinalIgnoreCase));
            return mayRefuse ? null : $"refused ({fault}), and PostgreSQL takes it";
        }

        var theirs = expected.Select(token => new SqlToken(KindOf(text, token), token.Start, token.End))
            .Where(token => token.Kind is not SqlTokenKind.Symbol);
        var found = tokens.Where(token => token.Kind is not SqlTokenKind.Symbol);
        return found.SequenceEqual(theirs) ? null : $"{string.Join(' ', found)} instead of {string.Join(' ', theirs)}";
    }

    private static bool IsCutAtAComment(string text, IReadOnlyList<PostgresToken> tokens)
    {
        var isAfterComment = false;
        foreach (var token in tokens)
        {
            if (isAfterComment && text[token.Start] == '\'')
            {
                return true;
            }

            isAfterComment = token.Name == "SQL_COMMENT";
        }

        return false;
    }

    private static SqlTokenKind KindOf(string text, PostgresToken token) => token.Name switch
    {
        "SCONST" or "USCONST" => SqlTokenKind.Text,
        "ICONST" or "FCONST" => SqlTokenKind.Number,
        "SQL_COMMENT" or "C_COMMENT" => SqlTokenKind.Comment,
        _ when token.End - token.Start > 2 && text[token.Start] is 'b' or 'B' or 'x' or 'X' && text[token.Start + 1] == '\'' => SqlTokenKind.Text,
        _ when text[token.Start] == '"' || token.Name is "UIDENT" => SqlTokenKind.QuotedName,
        _ when SqlScanner.IsNameStart(text[token.Start]) => SqlTokenKind.Word,
        _ => SqlTokenKind.Symbol,
    };

    private static string Compose(Random random)
    {
        var text = new StringBuilder();
        for (var left = random.Next(1, 14); left > 0; left--)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]).Append(random.Next(3) == 0 ? " " : "");
        }

        return text.ToString();
    }
}
