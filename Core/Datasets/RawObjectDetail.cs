namespace Analytics.Datasets;

/// <summary>Where a file is: the object, each step of its way, and each outcome.</summary>
public sealed record RawObjectDetail(
    RawObjectSummary Object, IReadOnlyList<RawObjectStep> Steps, IReadOnlyList<Ingestion> Ingestions);
