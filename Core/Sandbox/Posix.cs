using System.Runtime.InteropServices;

namespace Analytics.Core.Sandbox;

/// <summary>Calls that .NET does not offer.</summary>
internal static partial class Posix
{
    private const int SigKill = 9;

    /// <summary>Ends every process of a group; no error when there is none left.</summary>
    public static void KillGroup(int group) => _ = Kill(-group, SigKill);

    /// <summary>Gives a file or folder to another user.</summary>
    public static void ChangeOwner(string path, int userId)
    {
        if (ChOwn(path, userId, userId) != 0)
        {
            throw new IOException($"Giving '{path}' to user {userId}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChOwn(string path, int user, int group);
}
