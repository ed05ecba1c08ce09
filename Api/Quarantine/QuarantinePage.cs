using Analytics.Datasets;

namespace Analytics.Api.Quarantine;

/// <summary>Some of an outcome's quarantined records.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Kept">Those that are kept: of a rejected file the first ones, none once retention removed them.</param>
/// <param name="Rules">The rules that they broke, over all of them.</param>
/// <param name="Records">Those that were asked for.</param>
/// <param name="ReplayFault">Why the last replay that was asked for failed; null where none failed, or a later one waits.</param>
public sealed record QuarantinePage(
    long Total, long Kept, IReadOnlyList<QuarantineRule> Rules, IReadOnlyList<QuarantinedEntry> Records, string? ReplayFault);
