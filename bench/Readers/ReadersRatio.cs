using System.Diagnostics;
using System.Globalization;
using Analytics.Bench.Harness;
using Analytics.Bench.Services;
using Npgsql;

namespace Analytics.Bench.Readers;

/// <summary>
/// P26: how many small files a second the platform takes in, all of it in one process, while forty readers ask for a dashboard's charts again
/// and again without a pause, and while nobody does.
/// </summary>
internal sealed class ReadersRatio : IRatio
{
    private const int Readers = 40;
    private const int Files = 100;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private BenchDatabase? _database;
    private NpgsqlDataSource? _ledger;
    private ServiceProcess? _platform;
    private string _landing = "";
    private string _scratch = "";
    private int _landed;

    public IReadOnlyList<Figure> Figures { get; } =
        [new("P26", "files taken in under 40 readers who ask for charts without a pause / under none", "files/s", Goal.RatioAtLeast(0.7))];

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
        _ledger = _database.Bare();
        var data = setup.NewFolder();
        _scratch = setup.NewFolder();
        _landing = Directory.CreateDirectory(Path.Combine(data, "raw", "incoming", "points")).FullName;
        var catalogue = setup.NewFolder();
        await ReadersCatalogue.WriteAsync(catalogue, cancellationToken);
        _platform = await ServiceProcess.StartAsync(
            "Analytics.Standalone.dll",
            ["--urls", "{url}", "--data-dir", data, "--catalogue", catalogue, "--sample-data", "false"],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__analytics"] = _database.ConnectionString,
                ["SPARK_HOME"] = "",
            },
            cancellationToken);
        await TakeInAsync(5, cancellationToken);
        await StartJobAsync(_platform.Address, cancellationToken);
    }

    public async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        var address = (_platform ?? throw new InvalidOperationException("Not prepared.")).Address;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var readers = Enumerable.Range(0, Readers).Select(at => ChartReader.ReadAsync(address, at, ended.Token)).ToList();
        var measured = await MeasureBaselineAsync(cancellationToken);
        await ended.CancelAsync();
        var answers = await Task.WhenAll(readers);
        return answers.Sum() > 0 ? measured : throw new InvalidOperationException("The readers were given no answer.");
    }

    public async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await TakeInAsync(Files, cancellationToken);
        return [Files / clock.Elapsed.TotalSeconds];
    }

    public async ValueTask DisposeAsync()
    {
        if (_platform is not null)
        {
            await _platform.DisposeAsync();
        }

        if (_ledger is not null)
        {
            await _ledger.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    private static async Task StartJobAsync(string address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        using var started = await client.PostAsJsonAsync("/api/v1/runs", new { job = ReadersCatalogue.Job }, cancellationToken);
        started.EnsureSuccessStatusCode();
        var clock = Stopwatch.StartNew();
        while (!(await client.GetStringAsync(ReadersCatalogue.Charts[0], cancellationToken)).Contains("\"awaited\":null", StringComparison.Ordinal))
        {
            if (clock.Elapsed > Patience)
            {
                throw new InvalidOperationException("The job gave no result.");
            }

            await Task.Delay(Poll, cancellationToken);
        }
    }

    /// <summary>Lands files of a hundred rows each, and waits until all of them are committed.</summary>
    private async Task TakeInAsync(int files, CancellationToken cancellationToken)
    {
        for (var left = files; left > 0; left--)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{_landed++}.csv");
            var written = Path.Combine(_scratch, name);
            await File.WriteAllLinesAsync(
                written, Enumerable.Range(0, 100).Select(n => string.Create(CultureInfo.InvariantCulture, $"{n % 7},{_landed * n}")).Prepend("k,n"), cancellationToken);
            File.Move(written, Path.Combine(_landing, name));
        }

        await using var command = (_ledger ?? throw new InvalidOperationException("Not prepared."))
            .CreateCommand("select count(*) from platform.raw_object where state = 'committed'");
        var clock = Stopwatch.StartNew();
        while (await command.ExecuteScalarAsync(cancellationToken) is not long committed || committed < _landed)
        {
            if (clock.Elapsed > Patience)
            {
                throw new InvalidOperationException($"Files were not taken in within {Patience}.");
            }

            await Task.Delay(Poll, cancellationToken);
        }
    }
}
