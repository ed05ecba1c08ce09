using System.Diagnostics;
using Analytics.Bench.Harness;
using Analytics.Work;
using Npgsql;

namespace Analytics.Bench.Queue;

/// <summary>
/// Claiming from a queue of a million items, beside claiming from a table that holds the claimed items alone. F28 has most of them done, and
/// a session that does nothing, which keeps PostgreSQL from vacuuming.
/// </summary>
/// <param name="id">The promise's number.</param>
/// <param name="title">What is compared.</param>
/// <param name="done">Items that are done.</param>
/// <param name="waiting">Items that wait.</param>
/// <param name="isHeld">Whether an idle transaction keeps a snapshot.</param>
internal sealed class BacklogClaimRatio(string id, string title, int done, int waiting, bool isHeld) : IRatio
{
    private const int Claims = 2000;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly List<BenchDatabase> _databases = [];
    private readonly List<ServiceProvider> _services = [];
    private readonly List<NpgsqlDataSource> _sources = [];
    private NpgsqlConnection? _idle;

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new(id, title, "ms", Goal.RatioAtMost(3)),
    ];

    public int MaxRounds => 3;

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        foreach (var fill in (string[])
        [
            $$"""
             insert into platform.work_item (queue, payload, max_attempts, state, finished_at)
             select '{{NoWork.Queue}}', '{}', 5, 'done', clock_timestamp() from generate_series(1, {{done}});
             insert into platform.work_item (queue, payload, max_attempts)
             select '{{NoWork.Queue}}', '{}', 5 from generate_series(1, {{waiting}});
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

        if (!isHeld)
        {
            return;
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
