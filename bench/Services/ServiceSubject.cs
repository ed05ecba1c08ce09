namespace Analytics.Bench.Services;

/// <summary>
/// A service as its own process would be started in production: its assembly and the settings it cannot do without.
/// </summary>
internal sealed record ServiceSubject(string Letter, string Name, string Assembly)
{
    public static readonly IReadOnlyList<ServiceSubject> All =
    [
        new("a", "Api", "Analytics.Api.dll"),
        new("b", "Ingestor", "Analytics.Ingestor.dll"),
        new("c", "Processor", "Analytics.Processor.dll"),
    ];
}
