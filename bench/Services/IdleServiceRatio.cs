using System.Diagnostics;
using Analytics.Bench.Harness;
using Npgsql;

namespace Analytics.Bench.Services;

/// <summary>
/// P15: what a service that has nothing to do costs, a while after its start: memory, processor, queries.
/// </summary>
internal sealed class IdleServiceRatio(ServiceSubject service) : ServiceRatio(service)
{
    /// <summary>PostgreSQL's own count of what a start did may come ten seconds late.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private ServiceProcess? _subject;
    private ServiceProcess? _baseline;

    public override IReadOnlyList<Figure> Figures { get; } =
    [
        new($"P15{service.Letter}", $"memory of the idle {service.Name} / bare ASP.NET", "MB", Goal.RatioAtMost(2)),
        new($"P15{service.Letter}-cpu", "its processor time, of one core", "%", Goal.SubjectAtMost(1, "%")),
        new($"P15{service.Letter}-queries", "its transactions", "a second", Goal.SubjectAtMost(1, "a second")),
    ];

    public override async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        await base.PrepareAsync(setup, cancellationToken);
        _subject = await StartSubjectAsync(cancellationToken);
        _baseline = await StartBaselineAsync(cancellationToken);
        await Task.Delay(SettleTime, cancellationToken);
    }

    public override Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken) =>
        MeasureAsync(_subject ?? throw new InvalidOperationException("Not prepared."), cancellationToken);

    /// <summary>The bare service asks no database.</summary>
    public override async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        var process = _baseline ?? throw new InvalidOperationException("Not prepared.");
        var measured = await MeasureAsync(process, cancellationToken);
        return [measured[0], measured[1], 0];
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _subject, _baseline }.OfType<ServiceProcess>())
        {
            await process.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private async Task<double[]> MeasureAsync(ServiceProcess process, CancellationToken cancellationToken)
    {
        var transactions = await TransactionsAsync(cancellationToken);
        var cpu = process.CpuTime;
        var clock = Stopwatch.StartNew();
        await Task.Delay(Window, cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        return
        [
            process.ResidentMegabytes,
            (process.CpuTime - cpu).TotalSeconds / seconds * 100,
            (await TransactionsAsync(cancellationToken) - transactions) / seconds,
        ];
    }

    /// <summary>
    /// As the server counts them for the services' database; asked from another one, so as not to count itself.
    /// </summary>
    private async Task<long> TransactionsAsync(CancellationToken cancellationToken)
    {
        var services = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
        var elsewhere = new NpgsqlConnectionStringBuilder(Database.ConnectionString)
        {
            Database = "postgres",
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(elsewhere.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "select xact_commit + xact_rollback from pg_stat_database where datname = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = services.Database });
        return await command.ExecuteScalarAsync(cancellationToken) is long count ? count : 0;
    }
}
