namespace Analytics.Machine.Files;

/// <summary>How far a <see cref="FolderWalk"/> goes. What lies beyond is named with the reason, never passed over in silence.</summary>
public sealed record WalkLimits
{
    /// <summary>For the objects of a store, which may be many in all.</summary>
    public static readonly WalkLimits Store = new();

    /// <summary>Folders within one another, the walked one being the first.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Names of one folder, which are held in memory to be put in order.</summary>
    public int MaxNamesInFolder { get; init; } = 1_000_000;

    /// <summary>Names in all, those of folders too.</summary>
    public long MaxNames { get; init; } = long.MaxValue;

    /// <summary>Of one file.</summary>
    public long MaxFileBytes { get; init; } = long.MaxValue;

    /// <summary>Whether hidden names (.name) are walked too; they are unfinished writes, ours and other tools'.</summary>
    public bool Hidden { get; init; }

    /// <summary>Whether folders are named as well, each before what it holds.</summary>
    public bool Folders { get; init; }
}
