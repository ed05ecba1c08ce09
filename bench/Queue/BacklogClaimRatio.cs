using System.Diagnostics;
using Analytics.Bench.Harness;
using Analytics.Work;
using Npgsql;

namespace Analytics.Bench.Queue;

/// <summary>
/// F28: claiming from a queue where 100,000 items wait behind 900,000 that are done, while a session that does nothing keeps PostgreSQL from
/// vacuuming, beside claiming from a table that holds the claimed items alone.
/// </summary>
internal sealed class BacklogClaimRatio : IRatio
{
    private const int Claims = 2000;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly List<BenchDatabase> _databases = [];
    private readonly List<ServiceProvider> _services = [];
    private readonly List<NpgsqlDataSource> _sources = [];
    private NpgsqlConnection? _idle;

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new(
            "F28", "claims, 95th percentile, with a backlog and an idle transaction / of a table with nothing else", "ms",
            Goal.RatioAtMost(3)),
    ];

    public int MaxRounds => 3;

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        foreach (var fill in (string[])
        [
            $$"""
             insert into platform.work_item (queue, payload, max_attempts, state, finished_at)
             select '{{NoWork.Queue}}', '{}', 5, 'done', clock_timestamp() from generate_series(1, 900000);
             insert into platform.work_item (queue, payload, max_attempts)
             select '{{NoWork.Queue}}', '{}', 5 from generate_series(1, 100000);
             analyze platform.work_item
             """,
            "select 1",
        ])
        {
            var database = await BenchDatabase.StartAsync(setup, cancellationToken);
            _databases.Add(database);
            _sources.Add(database.Bare());
            _services.Add(database.Services(services => services.AddWorkQueue().AddSingleton<WorkLeases>()));
            await ExecuteAsync(_sources[^1], fill, cancellationToken);
        }

        _idle = await _sources[0].OpenConnectionAsync(cancellationToken);
        await using var begin = new NpgsqlCommand("begin isolation level repeatable read; select count(*) from platform.work_item", _idle);
        await begin.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken) => await ClaimAsync(0, cancellationToken);

    public async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            _sources[1],
            $$"""
             truncate platform.work_item;
             insert into platform.work_item (queue, payload, max_attempts)
             select '{{NoWork.Queue}}', '{}', 5 from generate_series(1, {{Claims}});
             analyze platform.work_item
             """,
            cancellationToken);
        return await ClaimAsync(1, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_idle is not null)
        {
            await _idle.DisposeAsync();
        }

        foreach (var resource in _services.Concat<IAsyncDisposable>(_sources).Concat(_databases))
        {
            await resource.DisposeAsync();
        }
    }

    /// <summary>Each item is finished as well, so that what is done lies before what waits.</summary>
    private async Task<double[]> ClaimAsync(int side, CancellationToken cancellationToken)
    {
        var leases = _services[side].GetRequiredService<WorkLeases>();
        var times = new List<double>(Claims);
        for (var i = 0; i < Claims; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var claimed = await leases.ClaimAsync(NoWork.Queue, "bench", 1, Lease, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await leases.CompleteAsync(claimed.Single(), cancellationToken);
        }

        times.Sort();
        return [times[Claims * 95 / 100]];
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
