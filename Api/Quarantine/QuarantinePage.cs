using Analytics.Core.Datasets;

namespace Analytics.Api.Quarantine;

/// <summary>Some of an outcome's quarantined records.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Rules">The rules that they broke, over all of them.</param>
/// <param name="Records">Those that were asked for.</param>
public sealed record QuarantinePage(long Total, IReadOnlyList<QuarantineRule> Rules, IReadOnlyList<QuarantinedEntry> Records);
