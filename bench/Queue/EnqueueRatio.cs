using System.Diagnostics;
using System.Text.Json;
using Analytics.Bench.Harness;
using Analytics.Database;
using Analytics.Work;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Bench.Queue;

/// <summary>
/// P7: enqueuing with wake-up, one item a transaction, against the same prepared statement without, 8 clients each.
/// The platform's side has a worker that listens. It works on another queue: what it would do with the items is no
/// part of enqueuing them.
/// </summary>
internal sealed class EnqueueRatio : IRatio
{
    private const int Clients = 8;
    private const int PerClient = 1_000;

    private static readonly string EnqueueSql = Sql.Of<WorkQueue>("Enqueue");

    private BenchDatabase? _database;
    private QueueHost? _host;
    private NpgsqlDataSource? _bare;

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new(
            "P7", "enqueue that wakes a listening service / the same prepared INSERT alone, 8 clients", "items/s",
            Goal.RatioAtLeast(0.8)),
    ];

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
        _host = await QueueHost.StartAsync(_database, "listening", workers: 1, cancellationToken);
        var bare = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { NoResetOnClose = true };
        _bare = NpgsqlDataSource.Create(bare.ConnectionString);
    }

    public Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken) => MeasureAsync(
        async number =>
        {
            var queue = (_host ?? throw new InvalidOperationException("Not prepared.")).Queue;
            await queue.EnqueueAsync(NoWork.Queue, new { number }, null, cancellationToken);
        },
        cancellationToken);

    public Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken) => MeasureAsync(
        async number =>
        {
            await using var command = await PreparedCommand.OpenAsync(
                _bare ?? throw new InvalidOperationException("Not prepared."), EnqueueSql, cancellationToken);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "bare" });
            var payload = JsonSerializer.Serialize(new { number });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = payload, NpgsqlDbType = NpgsqlDbType.Jsonb });
            command.Parameters.Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = 0 });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 5 });
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = TimeSpan.Zero });
            command.Parameters.Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            command.Parameters.Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            await command.ScalarAsync(cancellationToken);
        },
        cancellationToken);

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

    private async Task<double[]> MeasureAsync(Func<int, Task> enqueue, CancellationToken cancellationToken)
    {
        await using (var truncate = (_bare ?? throw new InvalidOperationException("Not prepared.")).CreateCommand(
            "truncate platform.work_item"))
        {
            await truncate.ExecuteNonQueryAsync(cancellationToken);
        }

        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (var i = 0; i < PerClient; i++)
            {
                await enqueue((client * PerClient) + i);
            }
        }));
        return [Clients * PerClient / clock.Elapsed.TotalSeconds];
    }
}
