using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Machine.Files;

/// <summary>
/// Opens what others may have put in place: no link at the name is followed, nobody waits for a pipe's writer, no device is touched,
/// and what was opened is a regular file.
/// </summary>
public static class PlainFile
{
    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int AccessDenied = 13;
    private const int NoFolder = 20;
    private const int TooManyLinks = 40;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int Sequential = 2;

    // One of the few flags that differ between architectures.
    private static readonly int NoFollow =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    /// <exception cref="FileNotFoundException">Nothing has the name.</exception>
    /// <exception cref="NotRegularFileException">A link, pipe, folder or device has it.</exception>
    public static SafeFileHandle Open(string path)
    {
        // Before the opening too: a device may do something when it is opened.
        Require(FileStatus.Of(path), path);
        if (!OperatingSystem.IsLinux())
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        var handle = new SafeFileHandle(Libc.Open(path, NoFollow | NonBlocking | CloseOnExec), ownsHandle: true);
        if (handle.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw error switch
            {
                NoEntry or NoFolder => NotFound(path),
                TooManyLinks => new NotRegularFileException(path, "a symbolic link"),
                NotPermitted or AccessDenied => new UnauthorizedAccessException($"The file '{path}' may not be read by this user."),
                _ => new IOException($"Opening '{path}': {Marshal.GetPInvokeErrorMessage(error)}.", error),
            };
        }

        try
        {
            Require(FileStatus.Of(handle, path), path);
        }
        catch (IOException)
        {
            handle.Dispose();
            throw;
        }

        _ = Libc.Advise(handle, 0, 0, Sequential);
        return handle;
    }

    /// <summary>The file's text, which must be of that encoding; an <see cref="IOException"/> where it has more bytes.</summary>
    public static async Task<string> ReadTextAsync(string path, long maxBytes, Encoding encoding, CancellationToken cancellationToken)
    {
        using var handle = Open(path);
        var buffer = new byte[Math.Min(RandomAccess.GetLength(handle), maxBytes) + 1];
        var length = 0;
        for (int read; (read = await RandomAccess.ReadAsync(handle, buffer.AsMemory(length), length, cancellationToken)) > 0;)
        {
            length += read;
            if (length > maxBytes)
            {
                throw new IOException($"The file '{path}' has more than {maxBytes:N0} bytes.");
            }

            if (length == buffer.Length)
            {
                // It grew while it was read.
                Array.Resize(ref buffer, (int)Math.Min(2L * length, maxBytes + 1));
            }
        }

        using var text = new StreamReader(new MemoryStream(buffer, 0, length), encoding);
        return await text.ReadToEndAsync(cancellationToken);
    }

    /// <summary>Whether a path leads below a folder, through folders alone, to a regular file.</summary>
    public static bool IsWithin(string folder, string path)
    {
        if (Path.GetFullPath(path) != path || !path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return false;
        }

        for (var at = Path.GetDirectoryName(path) ?? ""; at.Length > folder.Length; at = Path.GetDirectoryName(at) ?? "")
        {
            if (FileStatus.Of(at) is not { Kind: FileKind.Directory })
            {
                return false;
            }
        }

        return FileStatus.Of(path) is { Kind: FileKind.File };
    }

    private static void Require(FileStatus? status, string path)
    {
        if (status is not { } found)
        {
            throw NotFound(path);
        }

        if (found.Kind != FileKind.File)
        {
            throw new NotRegularFileException(path, found.Kind switch
            {
                FileKind.Link => "a symbolic link",
                FileKind.Directory => "a folder",
                _ => "a pipe, socket or device",
            });
        }
    }

    private static FileNotFoundException NotFound(string path) => new($"The file '{path}' was not found.", path);
}
