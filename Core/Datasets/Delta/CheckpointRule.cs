namespace Analytics.Datasets.Delta;

/// <summary>
/// When a checkpoint is due: once the commits since the last one have cost about as much as it will. So all checkpoints of a table
/// together cost a fixed multiple of its commits, whatever the table's size (docs/adr/0032).
/// </summary>
internal static class CheckpointRule
{
    /// <summary>Checkpoints are at multiples of this: publishers that meet think of the same one; a small table has each.</summary>
    public const int Interval = 10;

    /// <summary>
    /// As many of a checkpoint's actions as cost about one commit, for its writer (some round trips) and for a reader (a small object to
    /// fetch).
    /// </summary>
    private const int ActionsPerCommit = 1_000;

    /// <summary>The part of a table that changes before a checkpoint: a fifth.</summary>
    private const int Share = 5;

    /// <summary>Whether a version may have a checkpoint at all.</summary>
    public static bool MayHave(long version) => version > 0 && version % Interval == 0;

    /// <summary>Whether so many commits call for a checkpoint, whatever they changed.</summary>
    /// <param name="commits">How many there were since the last one.</param>
    /// <param name="size">How many actions that one has.</param>
    public static bool HasCommits(long commits, long size) => commits * ActionsPerCommit >= size;

    /// <summary>How many files must have been added or removed since the last checkpoint.</summary>
    /// <param name="size">How many actions that one has.</param>
    public static long Changes(long size) => (size + Share - 1) / Share;
}
