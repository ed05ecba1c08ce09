using Analytics.Tabular.Tests.Support;
using Analytics.Tabular.Unique;
using CsCheck;

namespace Analytics.Tabular.Tests.Unique;

public class UniqueIndexTests
{
    /// <summary>
    /// With memory for a dozen keys, so that nearly all of them lie on disk, in runs that are merged again and again.
    /// </summary>
    [Fact]
    public void TryAdd_AnyKeys_KnowsExactlyThoseThatCameBefore() => Gen.Int[0, 3_000].Array[0, 4_000].Sample(
        values =>
        {
            using var folder = new Converted();
            using var index = new UniqueIndex(folder.Options.ScratchDirectory, 768);
            var known = new HashSet<int>();
            Assert.All(values, value => Assert.Equal(known.Add(value), index.TryAdd(BitConverter.GetBytes(value))));
        },
        iter: 20);

    [Fact]
    public void TryAdd_TextsOfAnyLength_AreToldApart()
    {
        using var folder = new Converted();
        using var index = new UniqueIndex(folder.Options.ScratchDirectory, 4_096);
        for (var length = 0; length < 400; length++)
        {
            Assert.True(index.TryAdd(new byte[length]), $"{length} zeros");
            Assert.True(index.TryAdd([.. new byte[length], 1]), $"{length} zeros and a one");
        }

        for (var length = 0; length < 400; length++)
        {
            Assert.False(index.TryAdd(new byte[length]), $"{length} zeros");
        }
    }

    [Fact]
    public void TryAdd_ManyMoreKeysThanFitInMemory_SpillsAndLeavesNothingBehind()
    {
        using var folder = new Converted();
        using (var index = new UniqueIndex(folder.Options.ScratchDirectory, 1024 * 1024))
        {
            for (var round = 0; round < 2; round++)
            {
                var added = 0;
                for (long key = 0; key < 300_000; key++)
                {
                    added += index.TryAdd(BitConverter.GetBytes(key * 7)) ? 1 : 0;
                }

                Assert.Equal(round == 0 ? 300_000 : 0, added);
            }

            Assert.InRange(folder.FilesOnDisk.Count(), 1, 9);
        }

        Assert.Empty(folder.FilesOnDisk);
    }
}
