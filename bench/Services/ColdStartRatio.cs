using Analytics.Bench.Harness;

namespace Analytics.Bench.Services;

/// <summary>P14: from the start of the process to its first answer.</summary>
internal sealed class ColdStartRatio(ServiceSubject service) : ServiceRatio(service)
{
    public override IReadOnlyList<Figure> Figures { get; } =
    [
        new(
            $"P14{service.Letter}", $"cold start of the {service.Name} to its first answer / bare ASP.NET", "s",
            Goal.RatioAtMost(3)),
    ];

    public override async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        await using var process = await StartSubjectAsync(cancellationToken);
        return [process.TimeToFirstAnswer.TotalSeconds];
    }

    public override async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        await using var process = await StartBaselineAsync(cancellationToken);
        return [process.TimeToFirstAnswer.TotalSeconds];
    }
}
