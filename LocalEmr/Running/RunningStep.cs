namespace Analytics.LocalEmr.Running;

/// <summary>A step that is being run here, and the wishes to end it.</summary>
internal sealed class RunningStep : IDisposable
{
    private readonly CancellationTokenSource _stopped = new();
    private int _stop;

    public Task Completion { get; set; } = Task.CompletedTask;

    public bool IsStopWanted => Volatile.Read(ref _stop) > 0;

    public bool IsKillWanted => Volatile.Read(ref _stop) > 1;

    /// <summary>Cancelled with the first wish to end it: a step that has not started yet then never does.</summary>
    public CancellationToken Stopped => _stopped.Token;

    public void Stop(bool kill)
    {
        Interlocked.Exchange(ref _stop, kill ? 2 : Math.Max(1, Volatile.Read(ref _stop)));
        _stopped.Cancel();
    }

    public void Dispose() => _stopped.Dispose();
}
