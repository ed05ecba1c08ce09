using System.Collections.Concurrent;
using System.Diagnostics;

namespace Analytics.Bench.Services;

/// <summary>
/// Drains a process's output, so that a full pipe never stops it, and keeps it for the case that it fails.
/// </summary>
internal sealed class ServiceOutput
{
    private readonly ConcurrentQueue<string> _lines = new();

    public ServiceOutput(Process process)
    {
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Text => string.Join('\n', _lines);

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            _lines.Enqueue(line.Data);
        }
    }
}
