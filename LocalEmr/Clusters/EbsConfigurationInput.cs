namespace Analytics.LocalEmr.Clusters;

internal sealed record EbsConfigurationInput(IReadOnlyList<EbsBlockDeviceInput>? EbsBlockDeviceConfigs, bool? EbsOptimized)
{
    /// <summary>The volumes that each instance has, as EMR names them.</summary>
    public IEnumerable<object> Devices() => (EbsBlockDeviceConfigs ?? [])
        .SelectMany(volume => Enumerable.Repeat(volume.VolumeSpecification, volume.VolumesPerInstance ?? 1))
        .Select((volume, place) => new { VolumeSpecification = volume, Device = $"/dev/sd{(char)('b' + place)}" });
}
