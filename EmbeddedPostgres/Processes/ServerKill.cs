using System.ComponentModel;
using System.Diagnostics;

namespace Analytics.EmbeddedPostgres.Processes;

/// <summary>The last way to end a server, which a frozen one cannot withstand either; what was committed is in its log.</summary>
internal static class ServerKill
{
    /// <summary>How long the system may take to clear a killed process away.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static void Kill(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It ended meanwhile, or is another user's: whoever asked looks whether it is gone.
        }
    }
}
