using Analytics.Machine.Scratch;

namespace Analytics.Machine.Tests.Scratch;

public sealed class ScratchShortageTests
{
    private static readonly string Folder = Path.GetTempPath();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Find_VolumeHasRoom_IsNone(long needed) => Assert.Null(ScratchShortage.Find(needed, Folder));

    [Fact]
    public void Find_MoreThanTheWholeVolume_IsFinalAndSaysAllThreeSizes()
    {
        var capacity = new DriveInfo(Folder).TotalSize;

        var shortage = ScratchShortage.Find(capacity + 1, Folder);

        Assert.True(shortage?.IsFinal);
        Assert.Equal((capacity + 1, capacity), (shortage?.Needed, shortage?.Capacity));
        Assert.Matches("^[0-9,]+ bytes are needed in the scratch folder '.+', whose volume has [0-9,]+ bytes free of [0-9,]+\\.$", $"{shortage}");
    }

    [Fact]
    public void Find_MoreThanIsFree_MayPass()
    {
        var volume = new DriveInfo(Folder);
        Assert.SkipUnless(volume.TotalSize - volume.AvailableFreeSpace > 1 << 20, "The volume is empty.");

        Assert.False(ScratchShortage.Find(volume.TotalSize, Folder)?.IsFinal);
    }
}
