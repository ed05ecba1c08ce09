namespace Analytics.Emr.Client;

/// <summary>A machine of a cluster, as ListInstances shows it.</summary>
/// <param name="Market"><c>ON_DEMAND</c> or <c>SPOT</c>.</param>
internal sealed record EmrInstance(string? InstanceType, string? Market, EmrStatus? Status);
