using System.Text.Json.Serialization;

using Analytics.Catalogue.Contracts;
using Analytics.Datasets;

namespace Analytics.Api.Datasets;

/// <summary>A dataset with what its contract says of it. Times are UTC.</summary>
/// <param name="HasContract">False where the catalogue no longer holds its contract: it can be read, but takes no files.</param>
/// <param name="FreshWithin">How old the newest version may be, as ISO 8601 writes lengths of time.</param>
/// <param name="Version">The newest version; 0 while it is empty.</param>
/// <param name="OldestVersion">The oldest version that can still be read.</param>
/// <param name="RowsQuarantined">Records in quarantine that no replay or newer object has taken care of.</param>
/// <param name="QuarantinedShare">These among all records, 0 to 1.</param>
/// <param name="CommittedAt">When the newest version was made; null while it is empty.</param>
public sealed record DatasetItem(
    string Name, string? Description, string? Owner, bool HasContract, Freshness Freshness,
    [property: JsonConverter(typeof(IsoDuration))] TimeSpan? FreshWithin, long Version,
    long OldestVersion, int? ContractVersion, long Rows, long Bytes, int Files, long RowsQuarantined, double QuarantinedShare,
    DateTime? CommittedAt)
{
    internal static DatasetItem Of(string name, DatasetContract? contract, DatasetSummary? summary, DateTimeOffset now) => new(
        name, contract?.Description, contract?.Owner, contract is not null, FreshnessRule.Of(summary, contract?.FreshWithin, now),
        contract?.FreshWithin, summary?.CurrentVersion ?? 0, summary?.OldestVersion ?? 0, summary?.ContractVersion,
        summary?.Rows ?? 0, summary?.Bytes ?? 0, summary?.Files ?? 0, summary?.RowsQuarantined ?? 0, summary?.QuarantinedShare ?? 0,
        summary is null or { CurrentVersion: 0 } ? null : summary.CommittedAt);
}
