using System.Runtime.InteropServices;

using Analytics.Machine;

namespace Analytics.Engines.Sandbox;

/// <summary>Ends a child with all that it started, and settles whose its files are.</summary>
internal static class Posix
{
    private const int SigKill = 9;
    private const int Root = 0;

    /// <summary>Ends every process of a group; no error when there is none left.</summary>
    public static void KillGroup(int group) => _ = Libc.Kill(-group, SigKill);

    /// <summary>Gives a file or folder to another user.</summary>
    public static void ChangeOwner(string path, int userId)
    {
        if (Libc.ChangeOwner(path, userId, userId) != 0)
        {
            throw new IOException($"Giving '{path}' to user {userId}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    /// <summary>
    /// Makes a file that a child of another user wrote this process's own; that takes root, as giving the child its user did.
    /// </summary>
    public static void TakeOver(string path)
    {
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
        {
            ChangeOwner(path, Root);
        }
    }
}
