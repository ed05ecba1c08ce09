namespace Analytics.LocalEmr.Clusters;

internal sealed record PlacementInput(string? AvailabilityZone, IReadOnlyList<string>? AvailabilityZones);
