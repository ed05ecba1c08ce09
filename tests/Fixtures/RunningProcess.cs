using System.Diagnostics;

namespace Analytics.Fixtures;

public static class RunningProcess
{
    /// <summary>
    /// Whether a process runs; one that has ended and that nobody has waited for (a zombie) does not.
    /// </summary>
    public static bool Exists(int processId)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // "pid (name) state …", where the name may hold anything but the state follows its last bracket.
                var stat = File.ReadAllText($"/proc/{processId}/stat");
                return stat[(stat.LastIndexOf(')') + 2)..][0] is not 'Z';
            }

            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            return false;
        }
    }
}
