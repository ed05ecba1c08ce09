namespace Analytics.Storage.FileEvents;

internal enum DirectoryNoticeKind
{
    /// <summary>Made or written to: it may still grow.</summary>
    Changed,

    /// <summary>Renamed into place: it is whole.</summary>
    Renamed,

    Removed,

    /// <summary>Wakes the reader, which then asks what was lost.</summary>
    Lost,
}

/// <summary>What the system said of a path.</summary>
internal readonly record struct DirectoryNotice(DirectoryNoticeKind Kind, string Path);
