using Analytics.Storage.S3;

namespace Analytics.Storage.Tests.S3;

public sealed class PartSizesTests
{
    private const long Largest = (long)(48.8 * (1L << 40));
    private const long Preferred = 8 << 20;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Preferred * PartSizes.MaxParts)]
    [InlineData((Preferred * PartSizes.MaxParts) + 1)]
    [InlineData(5L << 40)]
    [InlineData(Largest)]
    public void For_AnyLength_FitsInTenThousandPartsOfLegalSize(long length)
    {
        var part = PartSizes.For(length, Preferred);

        Assert.InRange(part, Preferred, 5L << 30);
        Assert.InRange((length + part - 1) / part, 0, PartSizes.MaxParts);
    }
}
