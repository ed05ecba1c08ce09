namespace Analytics.Results.Queries;

/// <summary>
/// Gathers the questions where tables came from: one goes to the database at a time, ten a second at most, and answers all who asked since
/// the one before. However many people look at charts, finding out that nothing has changed costs the database the same.
/// </summary>
internal sealed class GatheredSources(
    Func<IReadOnlyCollection<string>, Task<IReadOnlyList<ResultProvenance>>> ask, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _sync = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private Gathering? _next;
    private long? _last;

    /// <summary>The sources of these tables, as of a moment after the question.</summary>
    public async Task<IReadOnlyList<ResultProvenance>> AskAsync(IReadOnlyCollection<string> tables, CancellationToken cancellationToken)
    {
        Gathering gathering;
        lock (_sync)
        {
            if (_next is null)
            {
                _next = new Gathering();
                _ = AnswerAsync(_next);
            }

            gathering = _next;
            gathering.Tables.UnionWith(tables);
        }

        var sources = await gathering.Answer.Task.WaitAsync(cancellationToken);
        return [.. sources.Where(source => tables.Contains(source.Table))];
    }

    public void Dispose() => _one.Dispose();

    private async Task AnswerAsync(Gathering gathering)
    {
        // The caller holds the lock and has yet to say what it asks for.
        await Task.Yield();
        await _one.WaitAsync(CancellationToken.None);
        try
        {
            if (_last is { } last && Pause - time.GetElapsedTime(last) is var rest && rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, time, CancellationToken.None);
            }

            _last = time.GetTimestamp();
            lock (_sync)
            {
                _next = null;
            }

            gathering.Answer.SetResult(await ask(gathering.Tables));
        }
        catch (Exception exception)
        {
            // Each who asked is told; whoever has left meanwhile need not be.
            gathering.Answer.SetException(exception);
            _ = gathering.Answer.Task.Exception;
        }
        finally
        {
            _one.Release();
        }
    }

    private sealed class Gathering
    {
        public HashSet<string> Tables { get; } = new(StringComparer.Ordinal);

        public TaskCompletionSource<IReadOnlyList<ResultProvenance>> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
