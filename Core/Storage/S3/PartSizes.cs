using System.Globalization;

namespace Analytics.Storage.S3;

/// <summary>Sizes of parts: S3 takes at most 10,000 of them, of 5 MiB to 5 GiB each, so that 48.8 TiB fit.</summary>
internal static class PartSizes
{
    public const int MaxParts = 10_000;

    private const long Step = 1 << 20;

    /// <summary>At least <paramref name="preferred"/>, and as much as it takes for <paramref name="length"/> bytes to fit.</summary>
    public static long For(long length, long preferred)
    {
        var needed = (length + MaxParts - 1) / MaxParts;
        return needed <= preferred ? preferred : (needed + Step - 1) / Step * Step;
    }

    public static string Text(long bytes) => bytes.ToString(CultureInfo.InvariantCulture);
}
