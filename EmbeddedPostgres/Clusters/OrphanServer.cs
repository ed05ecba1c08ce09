using System.Diagnostics;

using Analytics.EmbeddedPostgres.Installations;
using Analytics.EmbeddedPostgres.Processes;
using Analytics.Machine.Processes;

namespace Analytics.EmbeddedPostgres.Clusters;

/// <summary>
/// Ends a server that outlived its owner. The caller holds the owner's lock, so a server that still runs in this
/// cluster has none.
/// </summary>
internal static class OrphanServer
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    public static async Task StopAsync(
        DataDirectory data,
        PostgresInstallation installation,
        Launcher launcher,
        EmbeddedPostgresOptions options,
        CancellationToken cancellationToken)
    {
        if (PidFile.Read(data.PidFile) is not { } pidFile)
        {
            return;
        }

        if (IsServerOf(data, pidFile))
        {
            options.Logger.StoppingOrphan(pidFile.ProcessId);
            foreach (var mode in new[] { "fast", "immediate" })
            {
                var stop = await launcher.StopAsync(installation.PgCtl, mode, options.StopTimeout, cancellationToken);
                if (stop.ExitCode == 0 || !IsServerOf(data, pidFile))
                {
                    break;
                }
            }

            if (IsServerOf(data, pidFile) && !await KillAsync(data, pidFile, cancellationToken))
            {
                // Two servers on one cluster would destroy it, and only this file keeps the second one away.
                throw new EmbeddedPostgresException(
                    $"PostgreSQL process {pidFile.ProcessId}, left behind by an earlier start, still runs on '{data.Cluster}' and "
                    + $"could not be ended. End it (kill -9 {pidFile.ProcessId}) and start again.");
            }
        }

        // The number in a stale file may be another process's by now, and the server would refuse to start because of
        // it.
        File.Delete(data.PidFile);
    }

    /// <summary>
    /// Whether it is gone; one that nobody waits for stays in the list of processes, but has no working directory any more.
    /// </summary>
    private static async Task<bool> KillAsync(DataDirectory data, PidFile pidFile, CancellationToken cancellationToken)
    {
        ProcessSessions.Kill(pidFile.ProcessId);
        var start = TimeProvider.System.GetTimestamp();
        while (IsServerOf(data, pidFile))
        {
            if (TimeProvider.System.GetElapsedTime(start) > ServerProcess.KillLimit)
            {
                return false;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }

        return true;
    }

    private static bool IsServerOf(DataDirectory data, PidFile pidFile)
    {
        try
        {
            using var process = Process.GetProcessById(pidFile.ProcessId);
            if (!process.ProcessName.StartsWith("postgres", StringComparison.Ordinal))
            {
                return false;
            }
        }
        catch (ArgumentException)
        {
            return false;
        }

        // Only Linux lets others see a working directory.
        return !OperatingSystem.IsLinux() || IsInItsWorkingDirectory(data, pidFile);
    }

    /// <summary>
    /// A server's working directory is its cluster, by whatever links that is reached; so its own file is compared, and no path.
    /// </summary>
    private static bool IsInItsWorkingDirectory(DataDirectory data, PidFile pidFile)
    {
        try
        {
            return PidFile.Read($"/proc/{pidFile.ProcessId}/cwd/{Path.GetFileName(data.PidFile)}") is { } its
                && its.ProcessId == pidFile.ProcessId && its.StartTime == pidFile.StartTime;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is another user's.
            return false;
        }
    }
}
