using System.Diagnostics;
using Analytics.Bench.Harness;
using Analytics.Datasets;
using Analytics.Ingestor;
using Analytics.Storage;
using Npgsql;

namespace Analytics.Bench.Ingest;

/// <summary>
/// P1, P2: the real Ingestor, from the event (the object is recorded) to the commit that makes its rows queryable:
/// hash, contract, quarantine and all. The other side reads the same file with no check, no hash and no commit. What
/// it writes may not be smaller for it.
/// </summary>
internal sealed class IngestRatio(string id, string title, SourceKind kind, double most) : IRatio
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private BenchDatabase? _database;
    private WebApplication? _ingestor;
    private BenchSetup? _setup;
    private string _source = "";
    private string _raw = "";
    private string _processed = "";
    private int _landed;

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new(id, title, "s", Goal.RatioAtMost(most)),
        new($"{id}-size", "size of the Parquet that this writes", "MB", Goal.RatioAtMost(1.05)),
    ];

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _setup = setup;
        var rows = kind == SourceKind.Ndjson ? Lineitem.SomeRows : Lineitem.AllRows;
        _source = await Lineitem.WriteAsync(setup, setup.NewFolder(), kind, rows, cancellationToken);
        _raw = setup.NewFolder();
        _processed = setup.NewFolder();
        var catalogue = setup.NewFolder();
        var datasets = Directory.CreateDirectory(Path.Combine(catalogue, "datasets")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(datasets, "lineitem.yaml"), Lineitem.Contract(kind), cancellationToken);
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:analytics"] = _database.ConnectionString,
            ["Storage:RawPath"] = _raw,
            ["Storage:ProcessedPath"] = _processed,
            ["Catalogue:Path"] = catalogue,
            ["urls"] = "http://127.0.0.1:0",
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddIngestor();
        _ingestor = builder.Build();
        await _ingestor.StartAsync(cancellationToken);
    }

    public async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        var services = (_ingestor ?? throw new InvalidOperationException("Not prepared.")).Services;
        var key = ObjectKey.Parse($"incoming/lineitem/{++_landed}-{Path.GetFileName(_source)}");
        var path = Path.Combine(_raw, key.Value);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? _raw);

        // Moved there and back: a copy would still be on its way to the disk while the clock runs.
        File.Move(_source, path);
        var before = BytesIn(_processed);
        var store = services.GetRequiredKeyedService<IObjectStore>(StoreNames.Raw);
        var entry = await store.FindAsync(key, cancellationToken)
            ?? throw new InvalidOperationException($"{key} was not found.");
        var clock = Stopwatch.StartNew();
        await services.GetRequiredService<RawObjectLedger>().RecordAsync(
            [new SeenObject("lineitem", entry, SeenBy.Upload)], cancellationToken);
        await Committed.WaitAsync(services.GetRequiredService<NpgsqlDataSource>(), key.Value, Poll, cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        File.Move(path, _source);
        return [seconds, (BytesIn(_processed) - before) / 1e6];
    }

    public async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        var setup = _setup ?? throw new InvalidOperationException("Not prepared.");
        var (seconds, bytes) = await DuckCopy.MeasureAsync(
            _source, kind, setup.NewFolder(), setup.Threads, cancellationToken);
        return [seconds, bytes / 1e6];
    }

    public async ValueTask DisposeAsync()
    {
        if (_ingestor is not null)
        {
            await _ingestor.StopAsync();
            await _ingestor.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    private static long BytesIn(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
