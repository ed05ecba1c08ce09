namespace Analytics.Machine.Processes;

/// <summary>Tells a process whose id was kept from another one that has the id by now.</summary>
public static class ProcessIdentity
{
    /// <summary>
    /// The moment at which a process began, the kernel's boot, and the container (by its namespace of process ids): with the id they name
    /// one process for good. Null where there is no such process, or not told.
    /// </summary>
    public static string? Of(int process)
    {
        try
        {
            if (ProcessStat.Of(process) is not { } stat)
            {
                return null;
            }

            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            return $"{stat.Began} {boot} {new FileInfo("/proc/self/ns/pid").LinkTarget}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the id, and a session that has it as its own, are still those of the process whose identity was kept. While anything of the
    /// session lives, its id is given to nobody else: so a process of that id which began at another moment is a stranger, as is
    /// everything after a restart of the machine or of the container.
    /// </summary>
    public static bool IsStill(int process, string identity) =>
        identity.Split(' ') is [_, var boot, var space]
        && Of(Environment.ProcessId)?.Split(' ') is [_, var thisBoot, var thisSpace]
        && (boot, space) == (thisBoot, thisSpace)
        && (Of(process) is not { } now || now == identity);

    /// <summary>Whether the process lives and its command line names a folder: a process id alone may be another's by now.</summary>
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
                && ProcessStat.Of(process) is { State: not ('Z' or 'X') };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
