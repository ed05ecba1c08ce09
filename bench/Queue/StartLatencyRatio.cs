using System.Diagnostics;
using Analytics.Bench.Harness;
using Npgsql;

namespace Analytics.Bench.Queue;

/// <summary>P8: from enqueuing on an idle queue to the handler's start, beside a bare NOTIFY to a listener.</summary>
internal sealed class StartLatencyRatio : IRatio
{
    private const int Items = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private BenchDatabase? _database;
    private QueueHost? _host;
    private NpgsqlDataSource? _bare;

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("P8-p50", "enqueue to start on an idle queue, median / bare NOTIFY", "ms", Goal.SubjectAtMost(10, "ms")),
        new("P8-p95", "the same, 95th percentile", "ms", Goal.SubjectAtMost(30, "ms")),
    ];

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
        _host = await QueueHost.StartAsync(_database, NoWork.Queue, workers: 1, cancellationToken);
        _bare = _database.Bare();
    }

    public async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        var host = _host ?? throw new InvalidOperationException("Not prepared.");
        return await PercentilesAsync(
            async () =>
            {
                var start = Stopwatch.GetTimestamp();
                await host.Queue.EnqueueAsync(NoWork.Queue, new { start }, null, cancellationToken);
                return Stopwatch.GetElapsedTime(start, await host.Handled.NextAsync(cancellationToken));
            },
            cancellationToken);
    }

    public async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        var bare = _bare ?? throw new InvalidOperationException("Not prepared.");
        await using var listener = await bare.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand("listen bench", listener))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        return await PercentilesAsync(
            async () =>
            {
                var start = Stopwatch.GetTimestamp();
                await using var notify = bare.CreateCommand("notify bench");
                var sent = notify.ExecuteNonQueryAsync(cancellationToken);
                await listener.WaitAsync(cancellationToken);
                var elapsed = Stopwatch.GetElapsedTime(start);
                await sent;
                return elapsed;
            },
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_bare is not null)
        {
            await _bare.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    private static async Task<double[]> PercentilesAsync(
        Func<Task<TimeSpan>> measure, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (var i = 0; i < Items; i++)
        {
            times.Add((await measure()).TotalMilliseconds);
            await Task.Delay(Pause, cancellationToken);
        }

        times.Sort();
        return [times[Items / 2], times[Items * 95 / 100]];
    }
}
