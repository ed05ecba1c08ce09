using Analytics.Bench.Harness;

namespace Analytics.Bench.Services;

/// <summary>
/// What the start-up and the memory ratio share: the services on one database, beside a bare ASP.NET program.
/// </summary>
internal abstract class ServiceRatio(ServiceSubject service) : IRatio
{
    private BenchDatabase? _database;
    private Dictionary<string, string> _settings = [];

    public abstract IReadOnlyList<Figure> Figures { get; }

    protected BenchDatabase Database => _database ?? throw new InvalidOperationException("Not prepared.");

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
        _settings = new()
        {
            ["ConnectionStrings__analytics"] = _database.ConnectionString,
            ["Storage__RawPath"] = setup.NewFolder(),
            ["Storage__ProcessedPath"] = setup.NewFolder(),
            ["Catalogue__Path"] = setup.NewFolder(),
            ["Logging__LogLevel__Default"] = "Warning",
        };
    }

    public async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        await using var process = await ServiceProcess.StartAsync(
            service.Assembly, ["--urls", "{url}"], _settings, cancellationToken);
        return await MeasureAsync(process, cancellationToken);
    }

    public async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        await using var process = await ServiceProcess.StartAsync(
            "Analytics.Bench.dll", [BareService.Command, "{url}"], _settings, cancellationToken);
        return await MeasureAsync(process, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    protected abstract Task<double[]> MeasureAsync(ServiceProcess process, CancellationToken cancellationToken);
}
