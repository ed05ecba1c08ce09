namespace Analytics.DuckDb;

/// <summary>What the guard says of a text of user SQL.</summary>
public abstract record SqlCheck
{
    private SqlCheck()
    {
    }

    /// <summary>It is one SELECT over the inputs and the allowed functions.</summary>
    /// <param name="Select">The text without a trailing semicolon: fit to stand between parentheses on lines of its own.</param>
    /// <param name="Parameters">The names that it uses, without the dollar sign.</param>
    /// <param name="Tables">The inputs that it reads, as it was told them.</param>
    public sealed record Allowed(string Select, IReadOnlyList<string> Parameters, IReadOnlyList<string> Tables) : SqlCheck;

    /// <summary>It must not run, or cannot.</summary>
    /// <param name="IsSyntax">That the text does not parse, rather than that it asks for what is not allowed.</param>
    /// <param name="Message">What, in one sentence.</param>
    /// <param name="Position">Where; null when the whole text is meant.</param>
    /// <param name="Advice">What to do instead.</param>
    public sealed record Refused(bool IsSyntax, string Message, SqlPosition? Position, string Advice) : SqlCheck;
}
