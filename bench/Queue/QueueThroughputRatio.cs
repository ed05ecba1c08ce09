using System.Diagnostics;
using Analytics.Bench.Harness;

namespace Analytics.Bench.Queue;

/// <summary>
/// P5: no-op items a second, a commit for each claim and one for each finish, against the same two statements by
/// pgbench. Either side starts with as many items in a fresh, analyzed table and has eight clients that take one item
/// at a time; both are connected before the clock starts, and it stops when the last item is done in the database.
/// </summary>
internal sealed class QueueThroughputRatio : IRatio
{
    private const int Items = 16_000;
    private const int Clients = 8;

    private const string Fill =
        """
        truncate platform.work_item;
        insert into platform.work_item (queue, payload, max_attempts)
        select 'bench', '{}', 5 from generate_series(1, 16000);
        analyze platform.work_item;
        select pg_notify('work', 'bench')
        """;

    private const string FillBare =
        """
        drop table if exists bench_item;
        create table bench_item (
            id bigint primary key, state int not null, claimed_at timestamptz, done_at timestamptz);
        create index on bench_item (id) where state = 0;
        insert into bench_item select n, 0 from generate_series(1, 16000) n;
        analyze bench_item
        """;

    private const string Script =
        """
        update bench_item set state = 1, claimed_at = now() where id = (
            select id from bench_item where state = 0 order by id for update skip locked limit 1) returning id \gset
        update bench_item set state = 2, done_at = now() where id = :id and state = 1;

        """;

    private BenchDatabase? _database;
    private QueueHost? _host;
    private string _script = "";

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new(
            "P5", "no-op items, a claim and a finish each, 8 workers / pgbench with SKIP LOCKED, 8 clients",
            "items/s", Goal.RatioAtLeast(0.6)),
    ];

    private BenchDatabase Database => _database ?? throw new InvalidOperationException("Not prepared.");

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
        _script = Path.Combine(setup.NewFolder(), "claim.sql");
        await File.WriteAllTextAsync(_script, Script, cancellationToken);
        _host = await QueueHost.StartAsync(_database, NoWork.Queue, Clients, cancellationToken);
    }

    public async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        var host = _host ?? throw new InvalidOperationException("Not prepared.");
        var done = host.DoneAfterAsync(Items);
        await ExecuteAsync(Fill, cancellationToken);
        var clock = Stopwatch.StartNew();
        await done.WaitAsync(cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        await using var bare = Database.Bare();
        await using var left = bare.CreateCommand("select count(*) from platform.work_item where state <> 'done'");
        return await left.ExecuteScalarAsync(cancellationToken) is 0L
            ? [Items / seconds]
            : throw new InvalidOperationException("Items are left that are not done.");
    }

    public async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync(FillBare, cancellationToken);
        return [await Pgbench.RunAsync(Database, _script, Clients, Items / Clients, cancellationToken)];
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    /// <summary>Several statements in one transaction: nobody sees an item before all are there.</summary>
    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var bare = Database.Bare();
        await using var command = bare.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
