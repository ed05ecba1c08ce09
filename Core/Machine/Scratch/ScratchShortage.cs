using System.Globalization;

namespace Analytics.Machine.Scratch;

/// <summary>What a scratch folder lacks for what is about to be written into it.</summary>
/// <param name="Needed">Bytes that are to be written.</param>
/// <param name="Free">Bytes that its volume has left.</param>
/// <param name="Capacity">Bytes of the whole volume.</param>
/// <param name="Folder">The scratch folder.</param>
public sealed record ScratchShortage(long Needed, long Free, long Capacity, string Folder)
{
    /// <summary>Whether no waiting helps: the whole volume is smaller than what is needed.</summary>
    public bool IsFinal => Needed > Capacity;

    /// <summary>Null where there is enough. To be asked before the first byte: a disk that fills up fails others, too.</summary>
    public static ScratchShortage? Find(long needed, string folder)
    {
        var volume = new DriveInfo(folder);
        var (free, capacity) = (volume.AvailableFreeSpace, volume.TotalSize);
        return needed > free ? new ScratchShortage(needed, free, capacity, folder) : null;
    }

    /// <summary>For people, as a sentence.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Needed:N0} bytes are needed in the scratch folder '{Folder}', whose volume has {Free:N0} bytes free of {Capacity:N0}.");
}
