using System.Diagnostics;
using Analytics.Bench.Harness;
using Analytics.Bench.Ingest;
using Analytics.Engines;
using Analytics.Engines.Sandbox;
using Analytics.Tabular.Schema;
using DuckDB.NET.Data;

namespace Analytics.Bench.Engine;

/// <summary>
/// P4: a SQL job in the sandboxed child, with guard, checks and output, against the bare query in this process.
/// </summary>
internal sealed class EmbeddedJobRatio(string id, string title, string sql) : IRatio
{
    // Several seconds of real work: a sort and two aggregations of every row, several times over.
    public const string LongSql =
        """
        select l_shipmode, l_returnflag, count(*) as rows, sum(price) as price,
               quantile_cont(price, 0.9) as p90, max(place) as place
        from (select l_shipmode, l_returnflag, l_extendedprice::double * factor.range as price,
                     row_number() over (partition by l_shipmode order by l_extendedprice, l_comment) as place
              from lineitem cross join range(1, 5) as factor)
        group by all
        order by all
        """;

    // The fixed part of a run shows here: a child's start, its guard, its checks.
    public const string ShortSql =
        """
        select l_shipmode, l_returnflag, count(*) as rows, sum(l_extendedprice::double) as price,
               max(l_extendedprice)::double as p90, max(l_linenumber)::bigint as place
        from lineitem
        group by all
        order by all
        """;

    private readonly List<string> _files = [];
    private BenchSetup? _setup;
    private ServiceProvider? _services;
    private int _run;

    public IReadOnlyList<Figure> Figures { get; } = [new(id, title, "s", Goal.RatioAtMostPlus(1.10, 0.3, "s"))];

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _setup = setup;
        var folder = setup.NewFolder();
        var source = await Lineitem.WriteAsync(setup, folder, SourceKind.Csv, Lineitem.SomeRows, cancellationToken);
        var target = Path.Combine(folder, "lineitem.parquet");
        await DuckCopy.WriteAsync(source, SourceKind.Csv, target, setup.Threads, cancellationToken);
        _files.Add(target);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        services.AddEngineSandbox();
        _services = services.BuildServiceProvider();
    }

    public async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        var services = _services ?? throw new InvalidOperationException("Not prepared.");
        var engine = services.GetRequiredService<IJobEngine>();
        var columns = Lineitem.Columns.Select(column =>
            new EngineColumn(column.Name, ColumnType.TryParse(column.Contract, out var type) ? type : default)).ToList();
        var scratch = Path.Combine(_setup?.NewFolder() ?? "", "scratch");
        var task = new EngineTask
        {
            RunId = ++_run,
            Attempt = 1,
            Sql = sql,
            Inputs = [new EngineInput("lineitem", _files, columns)],
            Output = new EngineOutput(
            [
                new EngineColumn("l_shipmode", new ColumnType(ColumnKind.String)),
                new EngineColumn("l_returnflag", new ColumnType(ColumnKind.String)),
                new EngineColumn("rows", new ColumnType(ColumnKind.Int64)),
                new EngineColumn("price", new ColumnType(ColumnKind.Double)),
                new EngineColumn("p90", new ColumnType(ColumnKind.Double)),
                new EngineColumn("place", new ColumnType(ColumnKind.Int64)),
            ],
            []),
            Limits = new SandboxLimits { MemoryBytes = 4L << 30, Threads = _setup?.Threads ?? 1 },
            ScratchDirectory = scratch,
        };
        var clock = Stopwatch.StartNew();
        var handle = await engine.StartAsync(task, cancellationToken);
        return await engine.WaitAsync(task, handle, null, cancellationToken) switch
        {
            EngineOutcome.Succeeded => [clock.Elapsed.TotalSeconds],
            EngineOutcome.Failed { Failure: var failure } => throw new InvalidOperationException($"The job failed: {failure.Message}"),
            _ => throw new InvalidOperationException("The job was lost."),
        };
    }

    public async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var query = sql.Replace("from lineitem", $"from read_parquet('{_files[0]}')", StringComparison.Ordinal);
        var target = Path.Combine(_setup?.NewFolder() ?? "", "out.parquet");
        await ExecuteAsync($"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)", cancellationToken);
        return [clock.Elapsed.TotalSeconds];
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }
    }

    private async Task ExecuteAsync(string statement, CancellationToken cancellationToken)
    {
        await using var connection = new DuckDBConnection("Data Source=:memory:");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SET threads={_setup?.Threads ?? 1}; SET memory_limit='4GB'; {statement}";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
