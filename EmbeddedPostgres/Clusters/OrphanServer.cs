using System.Diagnostics;

using Analytics.EmbeddedPostgres.Installations;
using Analytics.EmbeddedPostgres.Processes;

using Microsoft.Extensions.Logging;

namespace Analytics.EmbeddedPostgres.Clusters;

/// <summary>
/// Ends a server that outlived its owner. The caller holds the owner's lock, so a server that still runs in this
/// cluster has none.
/// </summary>
internal static class OrphanServer
{
    public static async Task StopAsync(
        DataDirectory data,
        PostgresInstallation installation,
        Launcher launcher,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        if (PidFile.Read(data.PidFile) is not { } pidFile)
        {
            return;
        }

        if (IsServerOf(data, pidFile.ProcessId))
        {
            logger.StoppingOrphan(pidFile.ProcessId);
            foreach (var mode in new[] { "fast", "immediate" })
            {
                var stop = await launcher.RunAsync(
                    installation.PgCtl,
                    ["stop", "-D", launcher.ClusterArgument, "-m", mode, "-w", "-t", "20"],
                    cancellationToken);
                if (stop.ExitCode == 0 || !IsServerOf(data, pidFile.ProcessId))
                {
                    break;
                }
            }
        }

        // The number in a stale file may be another process's by now, and the server would refuse to start because of
        // it.
        File.Delete(data.PidFile);
    }

    private static bool IsServerOf(DataDirectory data, int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            if (!process.ProcessName.StartsWith("postgres", StringComparison.Ordinal))
            {
                return false;
            }
        }
        catch (ArgumentException)
        {
            return false;
        }

        // A server's working directory is its cluster; only Linux lets others see it.
        return !OperatingSystem.IsLinux() || WorkingDirectory(processId) == data.Cluster;
    }

    private static string? WorkingDirectory(int processId)
    {
        try
        {
            return new DirectoryInfo($"/proc/{processId}/cwd").ResolveLinkTarget(returnFinalTarget: false)?.FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is another user's.
            return null;
        }
    }
}
