using System.Diagnostics.Metrics;

using Analytics.Fixtures;
using Analytics.Fixtures.Telemetry;
using Analytics.Processor.Telemetry;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

using Npgsql;

namespace Analytics.Processor.Tests.Telemetry;

public sealed class PlatformGaugesTests : IDisposable
{
    private const string Ingest = "messaging.destination.name=ingest";

    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly PostgresFixture _postgres;
    private readonly RecordedMetrics _metrics;

    public PlatformGaugesTests(PostgresFixture postgres)
    {
        _postgres = postgres;
        _metrics = new RecordedMetrics(PlatformGauges.Name, _services.GetRequiredService<IMeterFactory>());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Queues_AfterARefresh_HaveTheirDepthAndTheAgeOfTheOldestDueItem()
    {
        await using var database = await _postgres.CreateDatabaseAsync();
        using var gauges = Gauges(database.DataSource);
        await database.ExecuteAsync(
            """
            insert into platform.work_item (queue, payload, state, max_attempts, available_at, lease_owner, lease_until, finished_at) values
                ('ingest', '1', 'available', 1, now() - interval '90 s', null, null, null),
                ('ingest', '1', 'available', 1, now() - interval '10 s', null, null, null),
                ('ingest', '1', 'available', 1, now() + interval '1 h', null, null, null),
                ('ingest', '1', 'running', 1, now() - interval '2 h', 'me', now(), null),
                ('ingest', '1', 'done', 1, now() - interval '3 h', null, null, now())
            """);

        await gauges.RefreshAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(30));
        _metrics.Collect();

        Assert.Equal([2], _metrics.Of("analytics.queue.depth", Ingest, "analytics.queue.state=due"));
        Assert.Equal([1], _metrics.Of("analytics.queue.depth", Ingest, "analytics.queue.state=scheduled"));
        Assert.Equal([1], _metrics.Of("analytics.queue.depth", Ingest, "analytics.queue.state=running"));
        Assert.InRange(Assert.Single(_metrics.Of("analytics.queue.oldest_due", Ingest)), 120, 180);

        await database.ExecuteAsync("delete from platform.work_item");
        await gauges.RefreshAsync(Token);
        _metrics.Collect();

        Assert.Equal([0], _metrics.Of("analytics.queue.depth", Ingest, "analytics.queue.state=due"));
        Assert.Equal([0], _metrics.Of("analytics.queue.oldest_due", Ingest));
    }

    [Fact]
    public async Task Datasets_AfterARefresh_HaveTheirFreshnessAndTheirShareInQuarantine()
    {
        await using var database = await _postgres.CreateDatabaseAsync();
        using var gauges = Gauges(database.DataSource);
        await database.ExecuteAsync(
            """
            insert into platform.dataset (name, current_version) values ('weather', 1), ('empty', 0);
            insert into platform.dataset_version (
                dataset, version, kind, contract_version, rows, bytes, files, rows_quarantined, committed_at) values
                ('weather', 0, 'create', 1, 0, 0, 0, 0, now() - interval '2 h'),
                ('weather', 1, 'append', 1, 75, 1, 1, 25, now() - interval '1 h'),
                ('empty', 0, 'create', 1, 0, 0, 0, 0, now())
            """);

        await gauges.RefreshAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(30));
        _metrics.Collect();

        Assert.InRange(Assert.Single(_metrics.Of("analytics.dataset.freshness")), 3630, 3700);
        Assert.Equal([0.25], _metrics.Of("analytics.dataset.quarantined_share", "analytics.dataset=weather"));
    }

    [Fact]
    public async Task OldestTransaction_OneIsLeftOpen_IsToldUntilItEnds()
    {
        await using var database = await _postgres.CreateDatabaseAsync();
        using var gauges = Gauges(database.DataSource);
        await using (await database.HoldAsync("select 1"))
        {
            await gauges.RefreshAsync(Token);
            _time.Advance(TimeSpan.FromMinutes(2));
            _metrics.Collect();

            Assert.InRange(Assert.Single(_metrics.Of("analytics.database.oldest_transaction")), 120, 180);
        }

        await Eventually.TrueAsync(async () =>
        {
            await gauges.RefreshAsync(Token);
            _metrics.Collect();
            return _metrics.Of("analytics.database.oldest_transaction") is [0];
        });
    }

    [Fact]
    public async Task OldestTransaction_OpenForMoreThanAnHour_IsLoggedOnce()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        var warnings = new Warnings();
        using var gauges = new PlatformGauges(nowhere, _time, _services.GetRequiredService<IMeterFactory>(), warnings);
        var young = new OldestTransaction(4711, "analyst", "psql", "idle in transaction", TimeSpan.FromMinutes(59));

        gauges.Warn(young);
        gauges.Warn(young with { Age = TimeSpan.FromMinutes(61) });
        gauges.Warn(young with { Age = TimeSpan.FromMinutes(62) });

        Assert.Contains("01:01:00 (process 4711, user 'analyst', application 'psql', idle in transaction)", Assert.Single(warnings.Lines));
    }

    [Fact]
    public async Task Collect_DatabaseAway_TellsWhatWasKnownAndThenNothing()
    {
        var database = await _postgres.CreateDatabaseAsync();
        using var gauges = Gauges(database.DataSource);
        await database.ExecuteAsync("insert into platform.work_item (queue, payload, max_attempts) values ('ingest', '1', 1)");
        await gauges.RefreshAsync(Token);
        await database.DisposeAsync();

        _time.Advance(TimeSpan.FromMinutes(4));
        _metrics.Collect();
        Assert.Equal([1], _metrics.Of("analytics.queue.depth", Ingest, "analytics.queue.state=due"));

        _time.Advance(TimeSpan.FromMinutes(2));
        _metrics.Collect();
        Assert.Empty(_metrics.Of("analytics.queue.depth"));
    }

    [Fact]
    public async Task Start_DatabaseUnreachable_DoesNotEndTheService()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        using var gauges = Gauges(nowhere);

        await gauges.StartAsync(Token);

        _metrics.Collect();
        Assert.False(gauges.ExecuteTask?.IsFaulted);
        await gauges.StopAsync(Token);
    }

    [Fact]
    public async Task Instruments_All_HaveUnitAndDescription()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        var found = new List<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => found.Add(instrument) };
        using var gauges = Gauges(nowhere);

        listener.Start();

        Assert.All(
            found.Where(instrument => instrument.Meter.Name.StartsWith("Analytics.", StringComparison.Ordinal)),
            instrument => Assert.False(
                string.IsNullOrEmpty(instrument.Unit) || string.IsNullOrEmpty(instrument.Description), instrument.Name));
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
    }

    private PlatformGauges Gauges(NpgsqlDataSource database) =>
        new(database, _time, _services.GetRequiredService<IMeterFactory>(), NullLogger<PlatformGauges>.Instance);

    private sealed class Warnings : ILogger<PlatformGauges>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
