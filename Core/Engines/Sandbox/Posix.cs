using System.Runtime.InteropServices;

using Analytics.Machine;

namespace Analytics.Engines.Sandbox;

/// <summary>Settles whose the files of a child are.</summary>
internal static class Posix
{
    private const int Root = 0;

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
