using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Machine.Files;

/// <summary>statx(2), whose record has one layout on every architecture.</summary>
public static class LinuxStatus
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicFields = 0x7ff;
    private const uint MadeField = 0x800;
    private const int TypeMask = 0xf000;
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;
    private const int LinkType = 0xa000;

    // ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP.
    private static readonly int[] NothingThere = [2, 20, 36, 40];

    public static FileStatus? OfPath(string path) =>
        Libc.Statx(CurrentDirectory, path, NoFollow, BasicFields, out var record) == 0 ? From(record) : null;

    /// <summary>Null only where the system says that nothing is there.</summary>
    /// <exception cref="IOException">The system does not say.</exception>
    public static FileStatus? Look(string path) => OfPath(path) is { } status ? status
        : NothingThere.Contains(Marshal.GetLastPInvokeError()) ? null
        : throw new IOException($"'{path}' cannot be looked at: {Marshal.GetLastPInvokeErrorMessage()}.");

    public static FileStatus? OfHandle(SafeFileHandle handle)
    {
        var added = false;
        try
        {
            handle.DangerousAddRef(ref added);
            var descriptor = (int)handle.DangerousGetHandle();
            return Libc.Statx(descriptor, "", EmptyPath, BasicFields, out var record) == 0 ? From(record) : null;
        }
        finally
        {
            if (added)
            {
                handle.DangerousRelease();
            }
        }
    }

    /// <summary>
    /// The inode at a path and when it was made, in nanoseconds, which no other one shares: a number alone is given again soon. Null where
    /// the file system does not tell.
    /// </summary>
    public static (ulong Inode, long Made)? IdentityOf(string path) =>
        Libc.Statx(CurrentDirectory, path, NoFollow, BasicFields | MadeField, out var record) == 0 && (record.Mask & MadeField) != 0
            ? (record.Inode, (record.MadeSeconds * 1_000_000_000) + record.MadeNanoseconds)
            : null;

    private static FileStatus From(in StatxRecord record) => new(
        (record.Mode & TypeMask) switch
        {
            RegularType => FileKind.File,
            DirectoryType => FileKind.Directory,
            LinkType => FileKind.Link,
            _ => FileKind.Other,
        },
        (long)record.Size,
        (record.ModifiedSeconds * 1_000_000_000) + record.ModifiedNanoseconds,
        record.Inode);
}
