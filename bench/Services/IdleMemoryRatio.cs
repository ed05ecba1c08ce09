using Analytics.Bench.Harness;

namespace Analytics.Bench.Services;

/// <summary>P15: resident memory of a service that has nothing to do, a while after its start.</summary>
internal sealed class IdleMemoryRatio(ServiceSubject service) : ServiceRatio(service)
{
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(5);

    public override string Id => $"P15{Service.Letter}";

    public override string Title => $"memory of the idle {Service.Name} / bare ASP.NET";

    public override string Unit => "MB";

    public override Goal Goal => Goal.RatioAtMost(2);

    protected override async Task<double> MeasureAsync(ServiceProcess process, CancellationToken cancellationToken)
    {
        await Task.Delay(SettleTime, cancellationToken);
        return process.ResidentMegabytes;
    }
}
