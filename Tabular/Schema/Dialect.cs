namespace Analytics.Tabular.Schema;

/// <summary>How a CSV file is written (Frictionless CSV dialect, version 2).</summary>
public sealed record Dialect
{
    /// <summary>One ASCII character between the fields.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Encloses fields, doubled inside them; null where the file uses no quoting.</summary>
    public char? QuoteChar { get; init; } = '"';

    /// <summary>
    /// Takes the next character literally; null where quotes are doubled instead. Takes a slower path.
    /// </summary>
    public char? EscapeChar { get; init; }

    /// <summary>Whether the first record names the columns.</summary>
    public bool Header { get; init; } = true;

    /// <summary>
    /// Whether a quoted empty text is missing where the unquoted one is, also in columns of texts: for sources that quote everything.
    /// </summary>
    public bool IsQuotedEmptyMissing { get; init; }

    /// <summary>Lines that begin with it are no records; null where there are none. Takes a slower path.</summary>
    public char? CommentChar { get; init; }
}
