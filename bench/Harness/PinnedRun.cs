using System.ComponentModel;
using System.Diagnostics;

namespace Analytics.Bench.Harness;

/// <summary>
/// Starts the bench once more on two CPUs where the machine has more: threads of its own, its services, its databases
/// and their clients inherit that, so that both sides have the same two whatever number of threads they start.
/// </summary>
internal static class PinnedRun
{
    public const int Cpus = 2;

    /// <summary>The exit code of the pinned run; null where this process is to do the work itself.</summary>
    public static async Task<int?> TryAsync(string[] args, TextWriter output)
    {
        if (Environment.ProcessorCount <= Cpus)
        {
            await output.WriteLineAsync($"All runs on this machine's {Environment.ProcessorCount} CPUs.");
            return null;
        }

        if (!OperatingSystem.IsLinux())
        {
            await output.WriteLineAsync("Not pinned: this system has no taskset. The sides may use different CPUs.");
            return null;
        }

        string[] bench = [Environment.ProcessPath ?? "dotnet", typeof(PinnedRun).Assembly.Location, .. args];
        var start = new ProcessStartInfo("taskset", ["--cpu-list", "0,1", .. bench]);
        try
        {
            using var pinned = Process.Start(start) ?? throw new InvalidOperationException("taskset did not start.");
            await pinned.WaitForExitAsync();
            return pinned.ExitCode;
        }
        catch (Win32Exception)
        {
            await output.WriteLineAsync("Not pinned: there is no taskset (util-linux). The sides may use different CPUs.");
            return null;
        }
    }
}
