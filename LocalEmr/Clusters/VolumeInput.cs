namespace Analytics.LocalEmr.Clusters;

internal sealed record VolumeInput(string? VolumeType, int? Iops, int? SizeInGB, int? Throughput);
