using System.Diagnostics.Metrics;

using Analytics.Database;
using Analytics.Datasets;
using Analytics.Runs;
using Analytics.Telemetry;
using Analytics.Work;

using Dapper;

using Npgsql;

namespace Analytics.Processor.Telemetry;

/// <summary>
/// Gauges of what lies in the database: queues and datasets. They are read in the background and kept, so that a collection of metrics
/// never waits for the database. One service reports them, since they are the same for all.
/// </summary>
public sealed partial class PlatformGauges : PeriodicService
{
    public const string Name = "Analytics.Platform";

    private static readonly string[] Queues =
        [RawObjectLedger.IngestQueue, DatasetCommit.TriggerQueue, RunStore.Queue, RunStore.RollbackQueue];

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    // A database that fails over is away for less; what is older than this is known no longer.
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    // The longest export may take half of it.
    private static readonly TimeSpan LongTransaction = TimeSpan.FromHours(1);

    private readonly NpgsqlDataSource _database;
    private readonly TimeProvider _time;
    private readonly ILogger<PlatformGauges> _logger;
    private readonly Meter _meter;
    private volatile Snapshot? _last;
    private int _warnedOf;

    public PlatformGauges(NpgsqlDataSource database, TimeProvider time, IMeterFactory meters, ILogger<PlatformGauges> logger)
        : base(time)
    {
        _database = database;
        _time = time;
        _logger = logger;
        _meter = meters.Create(Name);
        _meter.CreateObservableGauge("analytics.queue.depth", Depths, "{item}", "Unfinished work items, by queue and state");
        _meter.CreateObservableGauge("analytics.queue.oldest_due", OldestDue, "s", "How long a queue's oldest due item has waited");
        _meter.CreateObservableGauge("analytics.dataset.freshness", Ages, "s", "How long ago a dataset's current version was committed");
        _meter.CreateObservableGauge(
            "analytics.dataset.quarantined_share", Shares, "1", "Share of a dataset's current records that is in quarantine");
        _meter.CreateObservableGauge(
            "analytics.database.oldest_transaction", OldestTransactions, "s", "How long the oldest open transaction of the database has been open");
    }

    /// <summary>Reads them once.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        var queues = await connection.QueryAsync<QueueGauge>(new CommandDefinition(
            Sql.Of<PlatformGauges>("ReadQueues"), cancellationToken: cancellationToken));
        var datasets = await connection.QueryAsync<DatasetGauge>(new CommandDefinition(
            Sql.Of<PlatformGauges>("ReadDatasets"), cancellationToken: cancellationToken));

        var oldest = await connection.QuerySingleOrDefaultAsync<OldestTransaction>(new CommandDefinition(
            Sql.Of<PlatformGauges>("ReadOldestTransaction"), cancellationToken: cancellationToken));
        Warn(oldest);

        // Empty queues are told of, too: an alarm must see that a depth has gone.
        var empty = Queues.Select(name => new QueueGauge(name, 0, 0, 0, TimeSpan.Zero));
        _last = new Snapshot([.. queues.Concat(empty).DistinctBy(queue => queue.Queue)], [.. datasets], oldest, _time.GetTimestamp());
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override TimeSpan Interval => Every;

    protected override Task PassAsync(CancellationToken cancellationToken) => RefreshAsync(cancellationToken);

    protected override void LogFailed(Exception fault, TimeSpan delay) => LogNotRead(fault, delay);

    private IEnumerable<Measurement<long>> Depths() =>
        from queue in Known()?.Queues ?? []
        from state in new[] { ("running", queue.Running), ("due", queue.Due), ("scheduled", queue.Scheduled) }
        select new Measurement<long>(
            state.Item2, KeyValuePair.Create<string, object?>(TelemetryNames.Queue, queue.Queue),
            KeyValuePair.Create<string, object?>("analytics.queue.state", state.Item1));

    private IEnumerable<Measurement<double>> OldestDue() =>
        from queue in Known()?.Queues ?? []
        select new Measurement<double>(
            queue.Due == 0 ? 0 : Now(queue.OldestDue), KeyValuePair.Create<string, object?>(TelemetryNames.Queue, queue.Queue));

    private IEnumerable<Measurement<double>> Ages() =>
        from dataset in Known()?.Datasets ?? []
        select new Measurement<double>(Now(dataset.Age), KeyValuePair.Create<string, object?>(TelemetryNames.Dataset, dataset.Dataset));

    private IEnumerable<Measurement<double>> Shares() =>
        from dataset in Known()?.Datasets ?? []
        select new Measurement<double>(
            dataset.QuarantinedShare, KeyValuePair.Create<string, object?>(TelemetryNames.Dataset, dataset.Dataset));

    private IEnumerable<Measurement<double>> OldestTransactions() =>
        Known() is { } known ? [new(known.Oldest is { } oldest ? Now(oldest.Age) : 0)] : [];

    /// <summary>Once for each session: the gauge tells of it as long as it lasts.</summary>
    internal void Warn(OldestTransaction? oldest)
    {
        if (oldest is null || oldest.Age < LongTransaction)
        {
            _warnedOf = 0;
        }
        else if (oldest.ProcessId != _warnedOf)
        {
            _warnedOf = oldest.ProcessId;
            LogLongTransaction(oldest.Age, oldest.ProcessId, oldest.User, oldest.Application, oldest.State);
        }
    }

    private Snapshot? Known() => _last is { } last && _time.GetElapsedTime(last.At) <= KeptFor ? last : null;

    private double Now(TimeSpan age) => (age + (_last is { } last ? _time.GetElapsedTime(last.At) : TimeSpan.Zero)).TotalSeconds;

    [LoggerMessage(1401, LogLevel.Warning, "The gauges of queues and datasets could not be read; the next time is in {Delay}")]
    private partial void LogNotRead(Exception exception, TimeSpan delay);

    [LoggerMessage(1402, LogLevel.Warning,
        "A transaction has been open for {Age} (process {ProcessId}, user '{User}', application '{Application}', {State}). Until it ends, "
        + "PostgreSQL keeps every row version that was replaced since, and the work queue gets slower. pg_stat_activity says who holds it; "
        + "pg_terminate_backend ends it")]
    private partial void LogLongTransaction(TimeSpan age, int processId, string user, string application, string state);

    private sealed record Snapshot(
        IReadOnlyList<QueueGauge> Queues, IReadOnlyList<DatasetGauge> Datasets, OldestTransaction? Oldest, long At);
}
