using System.ComponentModel;
using System.Diagnostics;

namespace Analytics.Machine.Processes;

/// <summary>Tries whether a program works here.</summary>
public static class ProgramCheck
{
    /// <summary>Whether it can be started and ends with exit code 0, in time where there is a limit; its output is not kept.</summary>
    public static async Task<bool> SucceedsAsync(
        string program, IEnumerable<string> arguments, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var process = await OwnedProcess.StartAsync(start, _ => { }, outputGrace: TimeSpan.Zero);
            try
            {
                process.CloseInput();
                return await process.Exited.WaitAsync(limit ?? Timeout.InfiniteTimeSpan, cancellationToken) == 0;
            }
            catch (TimeoutException)
            {
                return false;
            }
            finally
            {
                process.Kill();
            }
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
