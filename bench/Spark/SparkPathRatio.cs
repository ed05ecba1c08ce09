using System.Diagnostics;
using System.Globalization;

using Analytics.Bench.Harness;
using Analytics.Bench.Ingest;
using Analytics.Bench.Services;
using Analytics.Catalogue.Jobs;
using Analytics.Emr;
using Analytics.Engines;
using Analytics.Engines.Sandbox;
using Analytics.Storage;
using Analytics.Tabular.Schema;

namespace Analytics.Bench.Spark;

/// <summary>
/// P18: a SQL job as a step of LocalEmr, from its start to its checked output, against spark-submit of a script that does the same
/// with nothing around it. The cluster stands already, as it does for each run of a day but the first.
/// </summary>
internal sealed class SparkPathRatio : IRatio
{
    private const string Table = "lineitem";
    private const string Job = "shipmodes";
    private const string Parquet = Table + ".parquet";
    private const string Memory = "1g";

    private const string Sql =
        """
        select l_shipmode, l_returnflag, count(*) as orders, sum(price) as price, max(place) as place
        from (select l_shipmode, l_returnflag, l_extendedprice as price,
                     row_number() over (partition by l_shipmode order by l_extendedprice, l_comment) as place
              from lineitem)
        group by l_shipmode, l_returnflag
        order by l_shipmode, l_returnflag
        """;

    private static readonly JobDefinition Definition = new()
    {
        Name = Job,
        Kind = JobKinds.Sql,
        ScriptFile = "",
        Script = Sql,
        Inputs = [],
        Engine = EngineNames.Emr,
        Output = new JobOutput(
            Job,
            [
                .. new[]
                {
                    ("l_shipmode", "string"), ("l_returnflag", "string"), ("orders", "int64"), ("price", "decimal(38,2)"), ("place", "int64"),
                }.Select(column => new JobColumn(column.Item1, TypeOf(column.Item2))),
            ],
            [],
            LoadMode.Replace),
    };

    private string _folder = "";
    private string _spark = "";
    private string _master = "";
    private ServiceProcess? _localEmr;
    private ServiceProvider? _services;
    private int _run;

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("P18", "SQL job as a step of a standing cluster of LocalEmr / bare spark-submit", "s", Goal.RatioAtMostPlus(1.05, 2, "s")),
    ];

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _spark = Environment.GetEnvironmentVariable("SPARK_HOME") is { Length: > 0 } home
            ? home
            : throw new InvalidOperationException("SPARK_HOME names no Spark 3.5.");
        _folder = setup.NewFolder();
        _master = string.Create(CultureInfo.InvariantCulture, $"local[{setup.Threads}]");
        var source = await Lineitem.WriteAsync(setup, _folder, SourceKind.Csv, Lineitem.SomeRows, cancellationToken);
        await DuckCopy.WriteAsync(source, SourceKind.Csv, In(Parquet), setup.Threads, cancellationToken);
        await File.WriteAllTextAsync(
            In("bare.py"),
            $"""
             import sys
             from pyspark.sql import SparkSession
             spark = SparkSession.builder.getOrCreate()
             spark.read.parquet(sys.argv[1]).createOrReplaceTempView("{Table}")
             spark.sql('''{Sql}''').write.option("compression", "zstd").parquet(sys.argv[2])
             spark.stop()
             """,
            cancellationToken);
        _localEmr = await ServiceProcess.StartAsync(
            "Analytics.LocalEmr.dll",
            ["--urls", "{url}"],
            new Dictionary<string, string>
            {
                ["LocalEmr__DataPath"] = setup.NewFolder(),
                ["LocalEmr__SparkMaster"] = _master,
                ["LocalEmr__DriverMemory"] = Memory,
            },
            cancellationToken);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                // As the Standalone sets it for a LocalEmr of its own.
                ["Emr:PollInterval"] = "00:00:01",
                ["Emr:Endpoint"] = _localEmr.Address,
            })
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddKeyedSingleton<IObjectStore>(StoreNames.Processed, new DirectoryObjectStore(_folder));
        services.AddEngineSandbox();
        services.AddEmrEngine(configuration);
        _services = services.BuildServiceProvider();
    }

    public async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        var engine = _services?.GetServices<IJobEngine>().First(engine => engine.Name == EngineNames.Emr)
            ?? throw new InvalidOperationException("Not prepared.");
        var columns = Lineitem.Columns.Select(column => new EngineColumn(column.Name, TypeOf(column.Contract))).ToList();
        var task = EngineTask.Of(
            Definition, ++_run, 1, new Dictionary<string, string?>(), [new EngineInput(Table, [Parquet], columns)], new SandboxLimits(),
            In("scratch"));
        var clock = Stopwatch.StartNew();
        var handle = await engine.StartAsync(task, cancellationToken);
        return await engine.WaitAsync(task, handle, null, cancellationToken) switch
        {
            EngineOutcome.Succeeded => [clock.Elapsed.TotalSeconds],
            EngineOutcome.Failed { Failure: var failure } => throw new InvalidOperationException(
                $"The job failed: {failure.Message}\n{string.Join('\n', failure.Lines)}"),
            _ => throw new InvalidOperationException("The job was lost."),
        };
    }

    public async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            Path.Combine(_spark, "bin", "spark-submit"),
            ["--master", _master, "--driver-memory", Memory, In("bare.py"), In(Parquet), In($"bare-{Guid.NewGuid():N}")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("spark-submit did not start.");
        var said = new ServiceOutput(process);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? [clock.Elapsed.TotalSeconds]
            : throw new InvalidOperationException($"spark-submit failed:\n{said.Text}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        if (_localEmr is not null)
        {
            await _localEmr.DisposeAsync();
        }
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static ColumnType TypeOf(string contract) => ColumnType.TryParse(contract, out var type)
        ? type
        : throw new InvalidOperationException($"No type: {contract}");
}
