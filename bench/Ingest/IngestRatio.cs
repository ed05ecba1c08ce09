using System.Diagnostics;
using Analytics.Bench.Harness;
using Analytics.Core.Datasets;
using Analytics.Core.Storage;
using Analytics.Ingestor;
using Npgsql;

namespace Analytics.Bench.Ingest;

/// <summary>
/// P1, P2: the real Ingestor, from the event (the object is recorded) to the commit that makes its rows queryable: hash, contract,
/// quarantine and all. The other side reads the same file with no check, no hash and no commit.
/// </summary>
internal sealed class IngestRatio(string id, string title, SourceKind kind, Goal goal) : IRatio
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private BenchDatabase? _database;
    private WebApplication? _ingestor;
    private BenchSetup? _setup;
    private string _source = "";
    private string _clean = "";
    private string _raw = "";
    private int _landed;

    public string Id => id;

    public string Title => title;

    public string Unit => "s";

    public Goal Goal => goal;

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _setup = setup;
        _source = await Lineitem.WriteAsync(setup, setup.NewFolder(), kind, cancellationToken);
        _clean = kind == SourceKind.BrokenCsv
            ? await Lineitem.WriteAsync(setup, setup.NewFolder(), SourceKind.Csv, cancellationToken)
            : _source;
        _raw = setup.NewFolder();
        var catalogue = setup.NewFolder();
        var datasets = Directory.CreateDirectory(Path.Combine(catalogue, "datasets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(datasets, "lineitem.yaml"), Lineitem.Contract(kind), cancellationToken);
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:analytics"] = _database.ConnectionString,
            ["Storage:RawPath"] = _raw,
            ["Storage:ProcessedPath"] = setup.NewFolder(),
            ["Catalogue:Path"] = catalogue,
            ["urls"] = "http://127.0.0.1:0",
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddIngestor();
        _ingestor = builder.Build();
        await _ingestor.StartAsync(cancellationToken);
    }

    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        var services = (_ingestor ?? throw new InvalidOperationException("Not prepared.")).Services;
        var key = ObjectKey.Parse($"incoming/lineitem/{++_landed}-{Path.GetFileName(_source)}");
        var path = Path.Combine(_raw, key.Value);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? _raw);
        File.Copy(_source, path);
        var entry = await services.GetRequiredKeyedService<IObjectStore>(StoreNames.Raw).FindAsync(key, cancellationToken)
            ?? throw new InvalidOperationException($"{key} was not found.");
        var clock = Stopwatch.StartNew();
        await services.GetRequiredService<RawObjectLedger>().RecordAsync(new SeenObject("lineitem", entry, SeenBy.Upload), cancellationToken);
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select state from platform.raw_object where key = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = key.Value });
        while (await command.ExecuteScalarAsync(cancellationToken) is var state && state is not "committed")
        {
            if (state is "rejected" or "failed")
            {
                throw new InvalidOperationException($"{key} was not taken: {state}.");
            }

            await Task.Delay(Poll, cancellationToken);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        File.Delete(path);
        return seconds;
    }

    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        DuckCopy.MeasureAsync(_clean, kind, _setup?.NewFolder() ?? "", _setup?.Threads ?? 1, cancellationToken);

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
}
