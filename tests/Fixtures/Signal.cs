using System.Diagnostics;

namespace Analytics.Fixtures;

/// <summary>Signals to other processes, by the program <c>kill</c>.</summary>
public static class Signal
{
    /// <summary>Sends a signal by its name without SIG: KILL, STOP, CONT, TERM, INT.</summary>
    public static async Task SendAsync(int processId, string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, processId.ToString()]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"kill -s {signal} {processId} ended with {kill.ExitCode}.");
        }
    }
}
