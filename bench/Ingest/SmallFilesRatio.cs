using System.Diagnostics;
using System.Globalization;
using Analytics.Bench.Harness;
using Analytics.Ingestor;
using Npgsql;

namespace Analytics.Bench.Ingest;

/// <summary>P25: many small files that land at once, beside one file of as many rows; from landing until all rows are queryable.</summary>
internal sealed class SmallFilesRatio : IRatio
{
    private const int Files = 10_000;
    private const int FileBytes = 10_000;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly string Header = string.Join(',', Lineitem.Columns.Select(column => column.Name));

    private BenchSetup? _setup;
    private BenchDatabase? _database;
    private WebApplication? _ingestor;
    private IEnumerator<string>? _lines;
    private string _raw = "";
    private int _landed;

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("P25", "10,000 files of 10 kB landed at once / one file of the same size", "s", Goal.RatioAtMost(30)),
    ];

    public int MaxRounds => 2;

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _setup = setup;
        _raw = setup.NewFolder();
        Directory.CreateDirectory(Path.Combine(_raw, "incoming", "lineitem"));
        _lines = Lineitem.Lines(setup, Lineitem.AllRows).GetEnumerator();
        var catalogue = setup.NewFolder();
        var datasets = Directory.CreateDirectory(Path.Combine(catalogue, "datasets")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(datasets, "lineitem.yaml"), Lineitem.Contract(SourceKind.Csv), cancellationToken);
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:analytics"] = _database.ConnectionString,
            ["Storage:RawPath"] = _raw,
            ["Storage:ProcessedPath"] = setup.NewFolder(),
            ["Catalogue:Path"] = catalogue,
            ["Ingest:SettleTime"] = "00:00:00.1",
            ["urls"] = "http://127.0.0.1:0",
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddIngestor();
        _ingestor = builder.Build();
        await _ingestor.StartAsync(cancellationToken);
    }

    public Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken) => MeasureAsync(Files, FileBytes, cancellationToken);

    public Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        MeasureAsync(1, Files * FileBytes, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _lines?.Dispose();
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

    private async Task<double[]> MeasureAsync(int files, int bytes, CancellationToken cancellationToken)
    {
        var setup = _setup ?? throw new InvalidOperationException("Not prepared.");
        var ready = setup.NewFolder();
        for (var n = 1; n <= files; n++)
        {
            await WriteAsync(Path.Combine(ready, string.Create(CultureInfo.InvariantCulture, $"{n}.csv")), bytes, cancellationToken);
        }

        // The folder is moved as one, so that nothing of it is seen before the clock runs.
        var landed = $"incoming/lineitem/{++_landed}";
        var clock = Stopwatch.StartNew();
        Directory.Move(ready, Path.Combine(_raw, landed));
        await AllCommittedAsync($"{landed}/", files, cancellationToken);
        return [clock.Elapsed.TotalSeconds];
    }

    /// <summary>Lines that no other file has: the same bytes twice would be taken for a copy.</summary>
    private async Task WriteAsync(string path, int bytes, CancellationToken cancellationToken)
    {
        var lines = _lines ?? throw new InvalidOperationException("Not prepared.");
        await using var writer = new StreamWriter(path);
        await writer.WriteLineAsync(Header);
        for (var written = Header.Length; written < bytes && lines.MoveNext(); written += lines.Current.Length + 1)
        {
            await writer.WriteLineAsync(lines.Current.AsMemory(), cancellationToken);
        }
    }

    private async Task AllCommittedAsync(string folder, int files, CancellationToken cancellationToken)
    {
        var services = (_ingestor ?? throw new InvalidOperationException("Not prepared.")).Services;
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select count(*) from platform.raw_object where starts_with(key, $1) and state = 'committed'");
        command.Parameters.Add(new NpgsqlParameter { Value = folder });
        while (await command.ExecuteScalarAsync(cancellationToken) is not long count || count < files)
        {
            await Task.Delay(Poll, cancellationToken);
        }
    }
}
