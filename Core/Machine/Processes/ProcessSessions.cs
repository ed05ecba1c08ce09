using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Analytics.Machine.Processes;

/// <summary>
/// Ends a process with all of its session, where it leads one: processes may leave their group (PySpark's workers do), but seldom their
/// session.
/// </summary>
public static class ProcessSessions
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    /// <summary>To signal 0 or -1 is to signal one's own group, or everybody.</summary>
    private const int FirstChild = 2;

    /// <summary>Asks a session's processes to end. Not for Windows.</summary>
    public static void Terminate(int session) => Signal(session, SigTerm);

    /// <summary>Ends a process at once, and its session and children; no error where it is gone, or another user's.</summary>
    public static void Kill(int process)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(process, FirstChild);
        if (!OperatingSystem.IsWindows())
        {
            Signal(process, SigKill);
        }

        try
        {
            using var found = Process.GetProcessById(process);
            found.Kill(entireProcessTree: true);
        }
        catch (Exception exception)
            when (exception is ArgumentException or InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended meanwhile, a child of it is going, or it is another user's: whoever asked looks whether it is gone.
        }
    }

    private static void Signal(int session, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(session, FirstChild);
        _ = Libc.Kill(-session, signal);
        foreach (var process in Members(session))
        {
            _ = Libc.Kill(process, signal);
        }
    }

    private static IEnumerable<int> Members(int session)
    {
        if (!OperatingSystem.IsLinux())
        {
            yield break;
        }

        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && ProcessStat.Of(process)?.Session == session)
            {
                yield return process;
            }
        }
    }
}
