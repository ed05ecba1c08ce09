namespace Analytics.LocalEmr.Clusters;

internal sealed record EbsBlockDeviceInput(VolumeInput? VolumeSpecification, int? VolumesPerInstance);
