using Analytics.Bench.Harness;

namespace Analytics.Bench.Services;

/// <summary>P14: from the start of the process to its first answer.</summary>
internal sealed class ColdStartRatio(ServiceSubject service) : ServiceRatio(service)
{
    public override string Id => $"P14{Service.Letter}";

    public override string Title => $"cold start of the {Service.Name} to its first answer / bare ASP.NET";

    public override string Unit => "s";

    public override Goal Goal => Goal.RatioAtMost(3);

    protected override Task<double> MeasureAsync(ServiceProcess process, CancellationToken cancellationToken) =>
        Task.FromResult(process.TimeToFirstAnswer.TotalSeconds);
}
