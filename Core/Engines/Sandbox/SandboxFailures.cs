using System.Globalization;

using Analytics.JobFailures;

namespace Analytics.Engines.Sandbox;

/// <summary>Says why a child ended without an outcome.</summary>
internal static class SandboxFailures
{
    private const int SignalBase = 128;
    private const int SigAbrt = 6;
    private const int SigKill = 9;
    private const int SigXCpu = 24;
    private const int SigXFsz = 25;

    public static EngineFailure Of(SandboxEnd end, SandboxLimits limits)
    {
        if (end.Killed && end.Exceeded is null)
        {
            return Failure(EngineFailureCode.Cancelled, "It was cancelled.", end, "Start it again when it is wanted.", false);
        }

        if (end is { Exceeded: null, ExitCode: SandboxEnd.DiskFull })
        {
            return Failure(EngineFailureCode.DiskFull, "There was no space left on the disk of the scratch folder.", end,
                "Free space there; it can then be repeated.", true);
        }

        ExceededLimit? exceeded = end.Exceeded ?? (end.ExitCode - SignalBase) switch
        {
            SigXCpu => ExceededLimit.CpuTime,
            SigXFsz => ExceededLimit.Disk,
            SigAbrt when SaysOutOfMemory(end) => ExceededLimit.Memory,
            _ => null,
        };
        return exceeded switch
        {
            ExceededLimit.Memory => Failure(
                EngineFailureCode.LimitMemory, $"It was killed at its memory limit of {Size(MemoryOf(limits))}.", end,
                "Aggregate or filter earlier, or raise the job's memory limit.", false),
            ExceededLimit.CpuTime => Failure(
                EngineFailureCode.LimitCpuTime, $"It was killed at its CPU time limit of {limits.CpuTime}.", end,
                "Look for a join that multiplies rows, or raise the job's CPU time limit.", false),
            ExceededLimit.Disk => Failure(
                EngineFailureCode.LimitDisk, $"It was killed at its disk limit of {Size(limits.DiskBytes)}.", end,
                "Let it sort, join or write less at once, or raise the job's disk limit.", false),
            ExceededLimit.WallTime => Failure(
                EngineFailureCode.LimitWallTime, $"It was killed at its time limit of {limits.WallTime}.", end,
                "Look for a join that multiplies rows, or raise 'timeout'.", false),
            _ => Failure(
                EngineFailureCode.Crashed,
                end.ExitCode - SignalBase == SigKill
                    ? "The engine was killed from outside, perhaps by the system for want of memory."
                    : end.ExitCode == 0
                        ? "The engine ended with exit code 0, but its outcome file is missing, damaged, or names files that do not exist."
                        : $"The engine ended without an outcome (exit code {end.ExitCode.ToString(CultureInfo.InvariantCulture)}).",
                end, "Repeat the run; if it fails again, give it more memory or simplify the SQL.", true),
        };
    }

    private static EngineFailure Failure(string code, string message, SandboxEnd end, string advice, bool retryable) =>
        new(code, message, end.ErrorLines, advice, retryable);

    private static bool SaysOutOfMemory(SandboxEnd end) => end.ErrorLines.Any(line =>
        line.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || line.Contains("bad_alloc", StringComparison.Ordinal));

    private static long MemoryOf(SandboxLimits limits) =>
        limits.IsMemoryHard ? limits.MemoryBytes + limits.MemoryMarginBytes : limits.MemoryBytes;

    private static string Size(long bytes) => $"{(bytes >> 20).ToString("N0", CultureInfo.InvariantCulture)} MB";
}
