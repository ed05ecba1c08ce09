namespace Analytics.Runs;

/// <summary>Which runs to list; what is null does not narrow.</summary>
public sealed record RunFilter
{
    public string? Job { get; init; }

    /// <summary>One of <see cref="RunStates"/>.</summary>
    public string? State { get; init; }

    /// <summary>Only runs older than this one: the last of the page before.</summary>
    public long? BeforeId { get; init; }

    /// <summary>The most to give, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}
