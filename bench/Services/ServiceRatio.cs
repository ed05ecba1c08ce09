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

    public virtual async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
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

    public abstract Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken);

    public abstract Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken);

    public virtual async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    protected Task<ServiceProcess> StartSubjectAsync(CancellationToken cancellationToken) =>
        ServiceProcess.StartAsync(service.Assembly, ["--urls", "{url}"], _settings, cancellationToken);

    protected Task<ServiceProcess> StartBaselineAsync(CancellationToken cancellationToken) =>
        ServiceProcess.StartAsync("Analytics.Bench.dll", [BareService.Command, "{url}"], _settings, cancellationToken);
}
