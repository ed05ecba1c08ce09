using Microsoft.Win32.SafeHandles;

namespace Analytics.Machine.Files;

/// <summary>What the file system says of a path, links not followed, or of an open file.</summary>
public readonly record struct FileStatus(FileKind Kind, long Size, long ModifiedNanoseconds, ulong Inode)
{
    public string Etag => $"{Size:x}-{ModifiedNanoseconds:x}-{Inode:x}";

    public DateTimeOffset ModifiedAt => DateTimeOffset.UnixEpoch.AddTicks(ModifiedNanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>The status of what stands at the path itself; null where nothing does, or where nobody can say.</summary>
    public static FileStatus? Of(string path) =>
        OperatingSystem.IsLinux() ? LinuxStatus.OfPath(path) : Portable(new FileInfo(path));

    /// <summary>The status of what stands at the path itself; null only where nothing does.</summary>
    /// <exception cref="IOException">Nobody can say: a disk fails, a folder on the way may not be entered.</exception>
    public static FileStatus? Look(string path) =>
        OperatingSystem.IsLinux() ? LinuxStatus.Look(path) : Portable(new FileInfo(path));

    /// <summary>The status of an open file, wherever its path leads by now.</summary>
    public static FileStatus? Of(SafeFileHandle handle, string path) =>
        OperatingSystem.IsLinux() ? LinuxStatus.OfHandle(handle) : Portable(new FileInfo(path));

    // .NET does not tell inodes; the time of creation stands in for it where there is no statx.
    private static FileStatus? Portable(FileInfo file)
    {
        if ((int)file.Attributes == -1)
        {
            return null;
        }

        var kind = file.LinkTarget is not null ? FileKind.Link
            : file.Attributes.HasFlag(FileAttributes.Directory) ? FileKind.Directory
            : file.Attributes.HasFlag(FileAttributes.ReparsePoint) ? FileKind.Link
            : FileKind.File;
        var modified = (file.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        return new FileStatus(kind, kind == FileKind.File ? file.Length : 0, modified, (ulong)file.CreationTimeUtc.Ticks);
    }
}
