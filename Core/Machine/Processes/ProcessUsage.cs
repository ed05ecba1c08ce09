using System.Diagnostics;
using System.Globalization;

namespace Analytics.Machine.Processes;

/// <summary>What a running process uses.</summary>
/// <param name="PeakMemoryBytes">Largest resident size so far.</param>
/// <param name="CpuTime">Of all threads so far.</param>
public readonly record struct ProcessUsage(long PeakMemoryBytes, TimeSpan CpuTime)
{
    /// <summary>Null when the process is gone, or has no memory any more because it is going.</summary>
    internal static ProcessUsage? Of(Process process, int id)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return PeakOf(id) is { } peak && ProcessStat.Of(id) is { } stat ? new ProcessUsage(peak, stat.CpuTime) : null;
            }

            process.Refresh();
            return process.HasExited ? null : new ProcessUsage(process.WorkingSet64, process.TotalProcessorTime);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? PeakOf(int id)
    {
        const string Peak = "VmHWM:";
        var peak = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/status"))
            .FirstOrDefault(line => line.StartsWith(Peak, StringComparison.Ordinal));
        return peak is null
            ? null
            : long.Parse(peak.AsSpan(Peak.Length).TrimEnd("kB ").Trim(), NumberStyles.None, CultureInfo.InvariantCulture) << 10;
    }
}
