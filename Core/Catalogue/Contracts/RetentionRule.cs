namespace Analytics.Catalogue.Contracts;

/// <summary>How much of a dataset's past is kept.</summary>
public sealed record RetentionRule
{
    /// <summary>The newest versions that stay readable, the current one included; null for all.</summary>
    public int? Versions { get; init; }

    /// <summary>How long raw objects stay after they were committed; null for ever.</summary>
    public TimeSpan? Raw { get; init; }
}
