namespace Analytics.Core.Results;

/// <summary>Where the content of a result table came from; what each chart says beside its figures. Times are UTC.</summary>
/// <param name="RunId">The newest run whose effect stands.</param>
/// <param name="DataTime">When the newest of its inputs was committed.</param>
/// <param name="QuarantinedShare">Share of its inputs' records that lie in quarantine, 0 to 1.</param>
/// <param name="Inputs">Dataset to pinned version.</param>
public sealed record ResultProvenance(
    string Table,
    string Job,
    long RunId,
    string Mode,
    long Rows,
    DateTime LoadedAt,
    DateTime? DataTime,
    double? QuarantinedShare,
    IReadOnlyDictionary<string, long> Inputs);
