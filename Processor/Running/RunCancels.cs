using System.Collections.Concurrent;

using Analytics.Database;
using Analytics.Processor.Options;
using Analytics.Runs;

using Dapper;

using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Processor.Running;

/// <summary>
/// Learns of wishes to cancel the runs of this process: at once by a notification, and in any case by looking every second.
/// </summary>
internal sealed class RunCancels(
    NpgsqlDataSource database, IOptions<ProcessorOptions> options, TimeProvider time, ILogger<RunCancels> logger) : BackgroundService
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => failures = 0, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                var delay = Transient.DelayAfter(failures++);
                logger.CancelsUnknown(exception, delay);
                await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(Action onListening, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition($"listen {RunStore.CancelChannel}", cancellationToken: cancellationToken));
        onListening();
        while (true)
        {
            await connection.WaitAsync((int)options.Value.CancelPoll.TotalMilliseconds, cancellationToken);
            var held = _held.Keys.ToArray();
            if (held.Length == 0)
            {
                continue;
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
