using System.ComponentModel;
using System.Runtime.InteropServices;

using Analytics.Engines.Sandbox;
using Analytics.Machine;

namespace Analytics.EmbeddedEngine.Tasks;

/// <summary>
/// The child's first half: it puts up the walls, and becomes the command, whose every thread is then inside. A runtime has threads of
/// its own before its first line runs, so that a process could not wall itself in.
/// </summary>
internal static class WallStage
{
    public const string Argument = "--walls";

    /// <summary>The code of a stage that could not do so; nothing was run.</summary>
    public const int Failed = 71;

    /// <summary>Becomes the command; returns only where that failed.</summary>
    public static int Run(string rules, string[] command)
    {
        try
        {
            Landlock.Enter(WallRules.Read(rules));
            _ = Libc.Become(command[0], [.. command, null]);
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
        catch (Exception fault) when (fault is Win32Exception or IOException or UnauthorizedAccessException or FormatException)
        {
            Console.Error.WriteLine($"The sandbox's walls could not be put up, so nothing is run: {fault.Message}");
            return Failed;
        }
    }
}
