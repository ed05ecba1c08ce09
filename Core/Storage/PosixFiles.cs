using System.Runtime.InteropServices;
using Analytics.Machine;

namespace Analytics.Storage;

/// <summary>What .NET does not offer: a move that never overwrites, and a folder's entry made durable.</summary>
internal static class PosixFiles
{
    private const int AlreadyExists = 17;
    private const int NoEntry = 2;
    private const int CloseOnExecLinux = 0x80000;
    private const int CloseOnExecMac = 0x1000000;

    /// <summary>
    /// Moves a file to a name that must be free: of two racers exactly one gets true. (File.Move looks first and renames then,
    /// so both could.)
    /// </summary>
    public static bool TryMoveNew(string source, string target)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(source, target, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(target))
            {
                return false;
            }
        }

        if (Libc.Link(source, target) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error switch
            {
                AlreadyExists => false,
                NoEntry => throw new DirectoryNotFoundException($"The folder of '{target}' is gone."),
                _ => throw new IOException($"Linking '{target}': {Marshal.GetPInvokeErrorMessage(error)}.", error),
            };
        }

        File.Delete(source);
        return true;
    }

    /// <summary>Makes the names in a folder durable; a no-op where the system has no such call.</summary>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Libc.Open(path, OperatingSystem.IsMacOS() ? CloseOnExecMac : CloseOnExecLinux);
        if (descriptor < 0)
        {
            // Removed again meanwhile: then its names need no keeping.
            return;
        }

        var failed = Libc.Fsync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Libc.Close(descriptor);
        if (failed)
        {
            throw new IOException($"Syncing the folder '{path}': {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }
    }
}
