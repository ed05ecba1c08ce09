using Analytics.Machine.Files;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Storage;

/// <summary>
/// A store's folder: turns keys into paths, and keeps every access inside the folder. No component below the root may be a
/// symbolic link, neither before a file is opened nor, where the system can tell, of the file that was in fact opened.
/// </summary>
internal sealed class DirectoryRoot
{
    /// <summary>Holds unfinished writes; hidden, so no key leads into it.</summary>
    public const string WritesFolder = ".writes";

    public DirectoryRoot(string path)
    {
        Directory.CreateDirectory(path);
        Path = RealPath(path);
    }

    public string Path { get; }

    public string Writes => System.IO.Path.Combine(Path, WritesFolder);

    /// <summary>The path of a key; a fault where this store has no such names. Hidden names are the store's and other tools' own.</summary>
    public string? PathOf(ObjectKey key, out string? fault)
    {
        fault = null;
        foreach (var segment in key.Value.Split('/'))
        {
            fault ??= FaultOf(segment);
        }

        return fault is null ? System.IO.Path.Combine(Path, key.Value.Replace('/', System.IO.Path.DirectorySeparatorChar)) : null;
    }

    /// <summary>The status of a key's file; null where there is none, or where a link, folder or device stands in the way.</summary>
    /// <exception cref="IOException">Whether it is there cannot be told.</exception>
    public FileStatus? Find(ObjectKey key, out string path)
    {
        path = PathOf(key, out _) ?? "";
        return path.Length > 0 && LinkOn(path) is null && FileStatus.Look(path) is { Kind: FileKind.File } status ? status : null;
    }

    /// <summary>The first component below the root that is a symbolic link, as a key; null where there is none.</summary>
    public string? LinkOn(string path)
    {
        for (var at = Path.Length + 1; at > 0 && at <= path.Length;)
        {
            var next = path.IndexOf(System.IO.Path.DirectorySeparatorChar, at);
            var end = next < 0 ? path.Length : next;
            if (FileStatus.Of(path[..end]) is { Kind: FileKind.Link })
            {
                return path[(Path.Length + 1)..end];
            }

            at = end + 1;
        }

        return null;
    }

    /// <summary>Opens a key's file for reading, having made sure of what was opened; null where there is no such file.</summary>
    public SafeFileHandle? Open(ObjectKey key, string etag, out string path)
    {
        if (Find(key, out path) is not { } status || status.Etag != etag)
        {
            return null;
        }

        SafeFileHandle handle;
        try
        {
            handle = PlainFile.Open(path);
        }
        catch (Exception gone) when (gone is FileNotFoundException or NotRegularFileException)
        {
            return null;
        }

        // Between the look and the opening a component may have been swapped for a link: then the handle names another file.
        if (FileStatus.Of(handle, path)?.Etag == etag && LeadsTo(handle, path))
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    private bool LeadsTo(SafeFileHandle handle, string path) => OperatingSystem.IsLinux()
        ? File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false)?.FullName == path
        : LinkOn(path) is null;

    private static string? FaultOf(string segment)
    {
        if (segment.StartsWith('.'))
        {
            return $"The name '{segment}' is hidden; hidden files are ignored.";
        }

        if (segment.IndexOfAny(System.IO.Path.GetInvalidFileNameChars()) >= 0
            || (OperatingSystem.IsWindows() && segment[^1] is '.' or ' '))
        {
            return $"The name '{segment}' cannot be a file's on this system.";
        }

        return null;
    }

    private static string RealPath(string path)
    {
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        var current = System.IO.Path.GetPathRoot(full) ?? "";
        foreach (var segment in full[current.Length..].Split(System.IO.Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            current = System.IO.Path.Combine(current, segment);
            if (new DirectoryInfo(current).ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                current = RealPath(target.FullName);
            }
        }

        return current;
    }
}
