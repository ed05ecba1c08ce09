using Analytics.Bench.Harness;
using Analytics.Bench.Ingest;
using Analytics.Bench.Services;

namespace Analytics.Bench.Limits;

/// <summary>P16: the memory of the Ingestor, a process of its own, does not grow with the file that it takes.</summary>
internal sealed class PeakMemoryRatio : IRatio
{
    private const long LargeBytes = 4_000_000_000;
    private const long SmallBytes = 400_000_000;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private BenchSetup? _setup;
    private BenchDatabase? _database;
    private string _large = "";
    private string _small = "";
    private string _catalogue = "";
    private string _raw = "";
    private int _landed;

    public IReadOnlyList<Figure> Figures { get; } =
        [new("P16", "peak memory of the Ingestor at a file of 4 GB / at 400 MB", "MB", Goal.RatioAtMost(1.15))];

    public int MaxRounds => 1;

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _setup = setup;
        var folder = setup.NewFolder();
        var lines = await Lineitem.WriteAsync(setup, folder, SourceKind.Csv, Lineitem.SomeRows, cancellationToken);
        _small = await RepeatAsync(lines, Path.Combine(folder, "small.csv"), SmallBytes, cancellationToken);
        _large = await RepeatAsync(lines, Path.Combine(folder, "large.csv"), LargeBytes, cancellationToken);
        _catalogue = setup.NewFolder();
        _raw = setup.NewFolder();
        var datasets = Directory.CreateDirectory(Path.Combine(_catalogue, "datasets")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(datasets, "lineitem.yaml"), Lineitem.Contract(SourceKind.Csv), cancellationToken);
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
    }

    public Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken) =>
        PeakAsync(_large, cancellationToken);

    public Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        PeakAsync(_small, cancellationToken);

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<string> RepeatAsync(
        string source, string target, long bytes, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllBytesAsync(source, cancellationToken);
        var header = Array.IndexOf(lines, (byte)'\n') + 1;
        await using var file = File.Create(target);
        await file.WriteAsync(lines.AsMemory(0, header), cancellationToken);
        while (file.Length < bytes)
        {
            var rest = (int)Math.Min(bytes - file.Length, lines.Length - header);
            var end = rest == lines.Length - header ? rest : lines.AsSpan(header, rest).LastIndexOf((byte)'\n') + 1;
            await file.WriteAsync(lines.AsMemory(header, end), cancellationToken);
            if (end < lines.Length - header)
            {
                break;
            }
        }

        return target;
    }

    private async Task<double[]> PeakAsync(string file, CancellationToken cancellationToken)
    {
        var setup = _setup ?? throw new InvalidOperationException("Not prepared.");
        var database = _database ?? throw new InvalidOperationException("Not prepared.");
        var processed = setup.NewFolder();
        var key = $"incoming/lineitem/{++_landed}-{Path.GetFileName(file)}";
        var landed = Path.Combine(_raw, key);
        Directory.CreateDirectory(Path.GetDirectoryName(landed) ?? _raw);
        File.Move(file, landed);
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__analytics"] = database.ConnectionString,
            ["Storage__RawPath"] = _raw,
            ["Storage__ProcessedPath"] = processed,
            ["Catalogue__Path"] = _catalogue,
            ["Ingest__ScratchPath"] = setup.NewFolder(),
            ["Logging__LogLevel__Default"] = "Warning",
        };
        await using var bare = database.Bare();
        await using var ingestor = await ServiceProcess.StartAsync(
            "Analytics.Ingestor.dll", ["--urls", "{url}"], settings, cancellationToken);
        await Committed.WaitAsync(bare, key, Poll, cancellationToken);
        var peak = await ingestor.PeakMegabytesAsync(cancellationToken);
        File.Move(landed, file);
        Directory.Delete(processed, recursive: true);
        return [peak];
    }
}
