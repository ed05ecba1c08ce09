using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Bench.Harness;

namespace Analytics.Bench.Queue;

/// <summary>P5: no-op items a second, a commit for each claim and for each finish, against pgbench's two bare statements.</summary>
internal sealed partial class QueueThroughputRatio : IRatio
{
    private const int Items = 6_000;
    private const int Clients = 8;

    private const string Script =
        """
        update bench_item set state = 1, claimed_at = now() where id = (
            select id from bench_item where state = 0 order by id for update skip locked limit 1) returning id \gset
        update bench_item set state = 2, done_at = now() where id = :id and state = 1;

        """;

    private BenchDatabase? _database;
    private string _script = "";

    public string Id => "P5";

    public string Title => "no-op items through the queue, 8 workers / pgbench with SKIP LOCKED, 8 clients";

    public string Unit => "items/s";

    public Goal Goal => Goal.RatioAtLeast(0.6);

    private BenchDatabase Database => _database ?? throw new InvalidOperationException("Not prepared.");

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
        _script = Path.Combine(setup.NewFolder(), "claim.sql");
        await File.WriteAllTextAsync(_script, Script, cancellationToken);
    }

    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        await using (var bare = Database.Bare())
        {
            await using var fill = bare.CreateCommand(
                "insert into platform.work_item (queue, payload, max_attempts) select $1, '{}', 5 from generate_series(1, $2)");
            fill.Parameters.Add(new Npgsql.NpgsqlParameter { Value = NoWork.Queue });
            fill.Parameters.Add(new Npgsql.NpgsqlParameter { Value = Items });
            await fill.ExecuteNonQueryAsync(cancellationToken);
        }

        var clock = Stopwatch.StartNew();
        await using var host = await QueueHost.StartAsync(Database, Clients, cancellationToken);
        for (var i = 0; i < Items; i++)
        {
            await host.Handled.NextAsync(cancellationToken);
            if (i == 0)
            {
                // The start of the host is no part of the queue's speed.
                clock.Restart();
            }
        }

        return (Items - 1) / clock.Elapsed.TotalSeconds;
    }

    public async Task<double> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        await using (var bare = Database.Bare())
        {
            await using var fill = bare.CreateCommand(
                """
                drop table if exists bench_item;
                create table bench_item (id bigint primary key, state int not null, claimed_at timestamptz, done_at timestamptz);
                create index on bench_item (id) where state = 0;
                insert into bench_item select n, 0 from generate_series(1, 20000) n;
                analyze bench_item
                """);
            await fill.ExecuteNonQueryAsync(cancellationToken);
        }

        var connection = new Npgsql.NpgsqlConnectionStringBuilder(Database.ConnectionString);
        var start = new ProcessStartInfo(
            Path.Combine(Database.BinDirectory, "pgbench"),
            ["-n", "-M", "prepared", "-c", $"{Clients}", "-j", "2", "-t", $"{Items / Clients}", "-f", _script, "-h", "127.0.0.1", "-p", $"{Database.Port}", "-U",
                connection.Username ?? "", connection.Database ?? ""])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["PGPASSWORD"] = connection.Password;
        using var pgbench = Process.Start(start) ?? throw new InvalidOperationException("pgbench did not start.");
        var output = await pgbench.StandardOutput.ReadToEndAsync(cancellationToken);
        await pgbench.WaitForExitAsync(cancellationToken);
        var rate = Rate().Match(output);
        return rate.Success
            ? double.Parse(rate.Groups["tps"].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench said: {output}");
    }

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    [GeneratedRegex(@"tps = (?<tps>[0-9.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();
}
