using Analytics.Bench.Harness;

namespace Analytics.Bench.Services;

/// <summary>What the start-up and the memory ratio share: the services on one database, beside a bare ASP.NET program.</summary>
internal abstract class ServiceRatio(ServiceSubject service) : IRatio
{
    private BenchDatabase? _database;
    private Dictionary<string, string> _settings = [];

    public abstract string Id { get; }

    public abstract string Title { get; }

    public abstract string Unit { get; }

    public abstract Goal Goal { get; }

    protected ServiceSubject Service => service;

    public int MaxRounds => 3;

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

    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        await using var process = await ServiceProcess.StartAsync(
            service.Assembly, ["--urls", "{url}"], _settings, cancellationToken);
        return await MeasureAsync(process, cancellationToken);
    }

    public async Task<double> MeasureBaselineAsync(CancellationToken cancellationToken)
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

    protected abstract Task<double> MeasureAsync(ServiceProcess process, CancellationToken cancellationToken);
}
