using System.Diagnostics;
using System.Globalization;

namespace Analytics.Engines.Sandbox;

/// <summary>What a running process uses.</summary>
/// <param name="PeakMemoryBytes">Largest resident size so far.</param>
/// <param name="CpuTime">Of all threads so far.</param>
internal readonly record struct ProcessUsage(long PeakMemoryBytes, TimeSpan CpuTime)
{
    private const int TicksPerSecond = 100;

    /// <summary>Null when the process is gone, or has no memory any more because it is going.</summary>
    public static ProcessUsage? Of(Process process)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return OfLinux(process.Id);
            }

            process.Refresh();
            return process.HasExited ? null : new ProcessUsage(process.WorkingSet64, process.TotalProcessorTime);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ProcessUsage? OfLinux(int processId)
    {
        const string Peak = "VmHWM:";
        var peak = File.ReadLines($"/proc/{processId}/status").FirstOrDefault(line => line.StartsWith(Peak, StringComparison.Ordinal));
        if (peak is null)
        {
            return null;
        }

        var kilobytes = long.Parse(peak.AsSpan(Peak.Length).TrimEnd("kB ").Trim(), NumberStyles.None, CultureInfo.InvariantCulture);

        // "pid (name) state ppid …": the name may hold anything, so the fields are counted from its last parenthesis.
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], NumberStyles.None, CultureInfo.InvariantCulture)
            + long.Parse(fields[12], NumberStyles.None, CultureInfo.InvariantCulture);
        return new ProcessUsage(kilobytes << 10, TimeSpan.FromSeconds((double)ticks / TicksPerSecond));
    }
}
