namespace Analytics.Results;

/// <summary>Where the content of a result table came from; what each chart says beside its figures. Times are UTC.</summary>
/// <param name="RunId">The newest run whose effect stands.</param>
/// <param name="DataTime">When the newest of its inputs was committed.</param>
/// <param name="QuarantinedShare">
/// Share of its inputs' records that lie in quarantine, 0 to 1; where rows of several runs stand, the largest of the newest 1,000 shares.
/// </param>
/// <param name="Inputs">Dataset to pinned version, of the newest run.</param>
/// <param name="Runs">The runs that the rows may have come from, the newest first, at most 100.</param>
/// <param name="RunCount">How many these are in all, 1,000 at most: 1 after <c>replace</c>.</param>
/// <param name="ChangedAt">When a load or a rollback last changed the table.</param>
public sealed record ResultProvenance(
    string Table,
    string Job,
    long RunId,
    string Mode,
    long Rows,
    DateTime LoadedAt,
    DateTime? DataTime,
    double? QuarantinedShare,
    IReadOnlyDictionary<string, long> Inputs,
    IReadOnlyList<long> Runs,
    long RunCount,
    DateTime ChangedAt);
