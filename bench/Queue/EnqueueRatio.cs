using System.Diagnostics;
using Analytics.Bench.Harness;
using Npgsql;

namespace Analytics.Bench.Queue;

/// <summary>P7: enqueuing with wake-up, one item a transaction, against the bare INSERT without, 8 clients each.</summary>
internal sealed class EnqueueRatio : IRatio
{
    private const int Clients = 8;
    private const int PerClient = 500;

    private BenchDatabase? _database;
    private QueueHost? _host;
    private NpgsqlDataSource? _bare;

    public string Id => "P7";

    public string Title => "enqueue with wake-up / bare INSERT without, 8 clients";

    public string Unit => "items/s";

    public Goal Goal => Goal.RatioAtLeast(0.8);

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
        _host = await QueueHost.StartAsync(_database, concurrency: 0, cancellationToken);
        _bare = _database.Bare();
    }

    public Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) => MeasureAsync(async number =>
    {
        var queue = (_host ?? throw new InvalidOperationException("Not prepared.")).Queue;
        await queue.EnqueueAsync(NoWork.Queue, new { number }, null, cancellationToken);
    });

    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) => MeasureAsync(async number =>
    {
        await using var command = (_bare ?? throw new InvalidOperationException("Not prepared.")).CreateCommand(
            "insert into platform.work_item (queue, payload, max_attempts) values ('bare', jsonb_build_object('number', $1), 5) returning id");
        command.Parameters.Add(new NpgsqlParameter { Value = number });
        await command.ExecuteScalarAsync(cancellationToken);
    });

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

    private static async Task<double> MeasureAsync(Func<int, Task> enqueue)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (var i = 0; i < PerClient; i++)
            {
                await enqueue((client * PerClient) + i);
            }
        }));
        return Clients * PerClient / clock.Elapsed.TotalSeconds;
    }
}
