namespace Analytics.Api.Dashboards;

/// <summary>Where a chart's figures came from. Times are UTC.</summary>
/// <param name="RunId">The newest run of the job whose effect on the result table stands.</param>
/// <param name="DataTime">When the newest of the run's inputs was committed.</param>
/// <param name="QuarantinedShare">The share of its inputs' records that lie in quarantine, 0 to 1.</param>
/// <param name="Inputs">Dataset to the version that was read.</param>
public sealed record ChartSource(
    string Job, string Table, long RunId, DateTime LoadedAt, DateTime? DataTime, double? QuarantinedShare,
    IReadOnlyDictionary<string, long> Inputs);
