namespace Analytics.Tabular.Constraints;

/// <summary>
/// Lets blocks that are converted side by side take one step after the other, in the order of the source.
/// </summary>
internal sealed class BlockTurns
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _done = [];
    private readonly Dictionary<long, TaskCompletionSource> _waiting = [];
    private long _next;

    /// <summary>Waits until all earlier blocks are done.</summary>
    public Task WaitAsync(long sequence, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (sequence <= _next)
            {
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(sequence, turn);
            return turn.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Says that a block is done, whether it took its step or not. Saying it twice does no harm.</summary>
    public void Done(long sequence)
    {
        lock (_lock)
        {
            if (sequence >= _next)
            {
                _done.Add(sequence);
            }

            while (_done.Remove(_next))
            {
                _next++;
                if (_waiting.Remove(_next, out var turn))
                {
                    turn.SetResult();
                }
            }
        }
    }
}
