using System.Runtime.InteropServices;

namespace Analytics.Standalone;

/// <summary>Ctrl-C and SIGTERM from the program's first moment on: the host hears them only once it starts.</summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>What a person is told whose signal broke off the start.</summary>
    public const string Told = "Stopped while it was starting.";

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;

    public StopSignals() => _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
    ];

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _stop.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _stop.Cancel();
    }
}
