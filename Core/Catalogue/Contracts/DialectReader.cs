using Analytics.Catalogue.Yaml;
using Analytics.Tabular.Schema;

namespace Analytics.Catalogue.Contracts;

/// <summary>Reads the key <c>dialect</c> of a contract.</summary>
internal static class DialectReader
{
    private static readonly Dictionary<string, bool> QuotedEmptyChoices = new(StringComparer.Ordinal)
    {
        ["text"] = false,
        ["missing"] = true,
    };

    public static Dialect Read(YamlMap root, FileFormat format)
    {
        if (root.Map("dialect") is not { } map)
        {
            return new Dialect();
        }

        if (format != FileFormat.Csv)
        {
            root.Fault("dialect", $"does not hold for the format {root.Text("format")}, only for csv.");
        }

        var dialect = new Dialect
        {
            Delimiter = Character(map, "delimiter") ?? ',',
            QuoteChar = map.Has("quoteChar") ? Character(map, "quoteChar", mayBeNull: true) : '"',
            EscapeChar = Character(map, "escapeChar", mayBeNull: true),
            Header = map.Flag("header") ?? true,
            CommentChar = Character(map, "commentChar", mayBeNull: true),
            IsQuotedEmptyMissing = map.Choice("quotedEmpty", QuotedEmptyChoices) ?? false,
        };
        char?[] special = [dialect.Delimiter, dialect.QuoteChar, dialect.EscapeChar, dialect.CommentChar];
        if (special.Where(character => character is not null).Distinct().Count() != special.Count(character => character is not null))
        {
            map.Fault("delimiter", "delimiter, quoteChar, escapeChar and commentChar must be different characters.");
        }

        map.Close();
        return dialect;
    }

    private static char? Character(YamlMap map, string key, bool mayBeNull = false)
    {
        if (!map.Has(key) || map.Text(key) is not { } text)
        {
            return null;
        }

        if (mayBeNull && text is "null" or "~")
        {
            return null;
        }

        if (text is "\\t")
        {
            return '\t';
        }

        if (text.Length == 1 && text[0] < 128 && text[0] is not ('\r' or '\n' or '\0'))
        {
            return text[0];
        }

        map.Fault(key, "must be one ASCII character" + (mayBeNull ? ", or null." : "."));
        return null;
    }
}
