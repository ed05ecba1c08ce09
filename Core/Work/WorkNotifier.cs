using System.Threading.Channels;

using Analytics.Database;
using Analytics.Retries;

using Microsoft.Extensions.Logging;

using Npgsql;

namespace Analytics.Work;

/// <summary>
/// Wakes workers when items become visible, by NOTIFY on a connection of its own. A NOTIFY in each enqueuing transaction would make
/// their commits queue up on a lock of the whole server; here one statement every few milliseconds serves all of them. It is a hint:
/// what is lost with this process is found by polling.
/// </summary>
public sealed class WorkNotifier : IAsyncDisposable
{
    /// <summary>The channel; the payload is the queue's name.</summary>
    public const string ChannelName = "work";

    private const int MostPending = 10_000;

    private static readonly string NotifySql = Sql.Of<WorkNotifier>("Notify");
    private static readonly Backoff Pause = new(TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(250));
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromSeconds(30);

    private readonly Channel<long> _items = Channel.CreateBounded<long>(
        new BoundedChannelOptions(MostPending) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly NpgsqlDataSource _dataSource;
    private readonly TimeProvider _time;
    private readonly ILogger<WorkNotifier> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lazy<Task> _loop;

    public WorkNotifier(NpgsqlDataSource dataSource, TimeProvider time, ILogger<WorkNotifier> logger)
    {
        _dataSource = dataSource;
        _time = time;
        _logger = logger;
        _loop = new Lazy<Task>(() => Task.Run(RunAsync));
    }

    /// <summary>Says that an item was written; its workers are woken once its transaction has committed.</summary>
    public void Wake(long itemId)
    {
        _items.Writer.TryWrite(itemId);
        _ = _loop.Value;
    }

    public void Wake(IReadOnlyList<long> itemIds)
    {
        // Any one of a transaction's items shows that all are visible, and all are of one queue.
        if (itemIds.Count > 0)
        {
            Wake(itemIds[^1]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _items.Writer.TryComplete();
        if (_loop.IsValueCreated)
        {
            await Task.WhenAny(_loop.Value, Task.Delay(TimeSpan.FromSeconds(1), _time));
            await _stopping.CancelAsync();
            await _loop.Value.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var pending = new Dictionary<long, long>();
        var pause = Pause.First;
        var idle = 0;
        while (pending.Count > 0 || await _items.Reader.WaitToReadAsync(_stopping.Token))
        {
            var fresh = TakeWaiting(pending);
            try
            {
                var visible = await NotifyVisibleAsync(pending.Keys, _stopping.Token);
                idle = fresh || visible.Count > 0 ? 0 : idle + 1;
                pause = Pause.Full(idle);
                visible.ForEach(id => pending.Remove(id));
                ForgetRolledBack(pending);
            }
            catch (Exception exception) when (!_stopping.IsCancellationRequested)
            {
                // Workers poll once they reach the database again, so nothing is lost.
                _logger.WakeUpLost(exception);
                pending.Clear();
                pause = Pause.Longest;
            }

            await Task.Delay(pause, _time, _stopping.Token);
        }
    }

    private bool TakeWaiting(Dictionary<long, long> pending)
    {
        var any = false;
        while (_items.Reader.TryRead(out var id))
        {
            pending[id] = _time.GetTimestamp();
            any = true;
        }

        return any;
    }

    private void ForgetRolledBack(Dictionary<long, long> pending)
    {
        foreach (var (id, since) in pending)
        {
            if (_time.GetElapsedTime(since) > LongestTransaction)
            {
                pending.Remove(id);
            }
        }
    }

    private async Task<List<long>> NotifyVisibleAsync(ICollection<long> ids, CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand(NotifySql);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. ids] });
        var visible = new List<long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            visible.Add(reader.GetInt64(0));
        }

        return visible;
    }
}
