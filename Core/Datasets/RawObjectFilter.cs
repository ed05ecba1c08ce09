namespace Analytics.Datasets;

/// <summary>Which raw objects to list; what is null does not narrow.</summary>
public sealed record RawObjectFilter
{
    public string? Dataset { get; init; }

    /// <summary>Some of <see cref="RawObjectStates"/>.</summary>
    public IReadOnlyList<string>? States { get; init; }

    /// <summary>Only objects with records in quarantine in the dataset's current version.</summary>
    public bool HasQuarantine { get; init; }

    /// <summary>A part of the key, in any case.</summary>
    public string? KeyContains { get; init; }

    /// <summary>Only objects older in the ledger than this one: the last of the page before.</summary>
    public long? BeforeId { get; init; }

    public RawObjectSort Sort { get; init; }

    /// <summary>The most to give, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}
