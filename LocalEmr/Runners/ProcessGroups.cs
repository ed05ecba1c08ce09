using System.Globalization;
using Analytics.Machine;

namespace Analytics.LocalEmr.Runners;

/// <summary>The processes of a step: all of its session, since PySpark's workers leave the process group, but not the session.</summary>
internal static class ProcessGroups
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    public static void Signal(int session, bool force)
    {
        var signal = force ? SigKill : SigTerm;
        _ = Libc.Kill(-session, signal);
        foreach (var process in Members(session))
        {
            _ = Libc.Kill(process, signal);
        }
    }

    /// <summary>Whether the process lives and was started for this folder: a process id alone may be another's by now.</summary>
    public static bool IsAlive(int process, string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Libc.Kill(process, 0) == 0;
        }

        try
        {
            // While a program takes another's place in the process, as at a step's start, the command line is empty for a moment.
            var command = File.ReadAllText($"/proc/{process}/cmdline");
            return (command.Length == 0 || command.Contains(folder, StringComparison.Ordinal))
                && Status(process) is { State: not ('Z' or 'X') };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// The kernel's boot, the container (by its namespace of process ids) and the moment at which a process began: with the id they name
    /// one process for good. Null where there is no such process, or not told.
    /// </summary>
    public static string? IdentityOf(int process)
    {
        try
        {
            if (Status(process) is not { } status)
            {
                return null;
            }

            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            return $"{status.Began} {boot} {new FileInfo("/proc/self/ns/pid").LinkTarget}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
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
                && Status(process)?.Session == session)
            {
                yield return process;
            }
        }
    }

    private static (char State, int Session, string Began)? Status(int process)
    {
        try
        {
            // "pid (name) state parent group session …", where the name may hold anything; the 22nd field is when it began.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], int.Parse(fields[3], NumberStyles.Integer, CultureInfo.InvariantCulture), fields[19]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
