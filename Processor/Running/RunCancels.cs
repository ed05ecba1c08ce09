using System.Collections.Concurrent;

using Analytics.Processor.Options;
using Analytics.Runs;
using Analytics.Work;

using Dapper;

using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Processor.Running;

/// <summary>
/// Learns of wishes to cancel the runs of this process: at once by a notification, and in any case by looking every second.
/// </summary>
internal sealed class RunCancels(
    NpgsqlDataSource database, IOptions<ProcessorOptions> options, TimeProvider time, ILogger<RunCancels> logger)
    : NotificationListener(database, time, RunStore.CancelChannel)
{
    private readonly ConcurrentDictionary<long, CancellationTokenSource> _held = new();

    /// <summary>Watches a run until the answer is disposed; the token is cancelled when somebody wishes it.</summary>
    public Watch Hold(long runId, bool isRequested)
    {
        var source = new CancellationTokenSource();
        if (isRequested)
        {
            source.Cancel();
        }

        _held[runId] = source;
        return new Watch(source, () => _held.TryRemove(KeyValuePair.Create(runId, source)));
    }

    protected override TimeSpan LongestWait => options.Value.CancelPoll;

    protected override void LogLost(Exception fault, TimeSpan delay) => logger.CancelsUnknown(fault, delay);

    protected override async Task LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var held = _held.Keys.ToArray();
        if (held.Length == 0)
        {
            return;
        }

        foreach (var id in await connection.QueryAsync<long>(new CommandDefinition(
            "select id from platform.run where id = any (@held) and cancel_requested_at is not null", new { held },
            cancellationToken: cancellationToken)))
        {
            if (_held.TryGetValue(id, out var source))
            {
                await WishAsync(id, source);
            }
        }
    }

    private async Task WishAsync(long id, CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync();
        }
        catch (AggregateException exception)
        {
            // What ends one run must not keep the wishes for the others from being heard.
            logger.CancelFailed(exception, id);
        }
    }

    /// <summary>A watched run.</summary>
    internal sealed class Watch(CancellationTokenSource source, Action end) : IDisposable
    {
        public CancellationToken Requested => source.Token;

        // The source itself is left to the collector: the loop may be about to cancel it.
        public void Dispose() => end();
    }
}
