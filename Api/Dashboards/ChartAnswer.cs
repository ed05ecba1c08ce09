namespace Analytics.Api.Dashboards;

/// <summary>A chart's figures under a tag that changes with them.</summary>
/// <param name="Data">Null where the caller holds them already.</param>
/// <param name="Tag">Null while there are none, and where they change with the time.</param>
public sealed record ChartAnswer(ChartData? Data, string? Tag);
