namespace Analytics.Ingestor.Options;

/// <summary>Section <c>Retention</c>: when what is kept no longer is removed. How much is kept is each contract's <c>retain</c>.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>How often retention and the sweeper look.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a version stays readable at least, since runs pin versions.</summary>
    public TimeSpan VersionGrace { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How old a file that nothing names must be before it is removed. Those of an object whose work is unfinished stay in any case.
    /// </summary>
    public TimeSpan OrphanGrace { get; set; } = TimeSpan.FromHours(24);
}
