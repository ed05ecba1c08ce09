using System.Runtime.InteropServices;

using Analytics.Machine.Files;

using Microsoft.Win32.SafeHandles;

namespace Analytics.Machine;

/// <summary>
/// The calls of the C library that .NET does not offer, all in one place. Each returns -1 on failure, where
/// <see cref="Marshal.GetLastPInvokeError"/> has the reason, unless it says otherwise. Not for Windows.
/// </summary>
public static partial class Libc
{
    private const StringMarshalling Text = StringMarshalling.Utf8;

    /// <summary>Gives a file a second name, which must be free.</summary>
    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = Text)]
    public static partial int Link(string source, string target);

    /// <summary>Opens a path; returns the descriptor.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = Text)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    /// <summary>Says how a file will be read. Returns the error itself.</summary>
    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    public static partial int Advise(SafeFileHandle handle, nint offset, nint length, int advice);

    /// <summary>Gives a path itself, a link too, to another user and group.</summary>
    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = Text)]
    public static partial int ChangeOwner(string path, int user, int group);

    /// <summary>Signals a process, or the group whose number is the negative; 0 as the signal only asks whether it may.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    /// <summary>Becomes another program; returns only where that failed.</summary>
    /// <param name="arguments">The program's name first, null last.</param>
    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = Text)]
    public static partial int Become(string program, string?[] arguments);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    /// <summary>A call that the library has no function for.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial long Call(long number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = Text)]
    internal static partial int Statx(int directory, string path, int flags, uint mask, out StatxRecord record);
}
