namespace Analytics.Datasets;

/// <summary>The states of a raw object (docs/state-machines.md, "Raw object").</summary>
public static class RawObjectStates
{
    /// <summary>Seen, and waiting to be read.</summary>
    public const string Landed = "landed";

    /// <summary>An Ingestor reads it.</summary>
    public const string Reading = "reading";

    /// <summary>Its rows are part of the dataset.</summary>
    public const string Committed = "committed";

    /// <summary>It breaks its contract as a whole; none of its rows were taken.</summary>
    public const string Rejected = "rejected";

    /// <summary>It could not be read after the last attempt; a person must look.</summary>
    public const string Failed = "failed";

    /// <summary>A newer object under its key took its place.</summary>
    public const string Superseded = "superseded";

    /// <summary>The processed store lacks its rows; it is loaded again when it is in the raw store.</summary>
    public const string Lost = "lost";

    /// <summary>It was removed before it was read.</summary>
    public const string Missing = "missing";

    /// <summary>No contract names its dataset.</summary>
    public const string Unclaimed = "unclaimed";

    /// <summary>Its name is not one of those that its dataset's contract takes for files.</summary>
    public const string Ignored = "ignored";

    /// <summary>Its name is no key, or it is nothing that the platform reads.</summary>
    public const string Refused = "refused";

    /// <summary>All but those of objects whose rows were loaded: what somebody waits for, or may act upon.</summary>
    public static readonly IReadOnlyList<string> Unsettled =
        [Landed, Reading, Rejected, Failed, Lost, Missing, Unclaimed, Ignored, Refused];
}
