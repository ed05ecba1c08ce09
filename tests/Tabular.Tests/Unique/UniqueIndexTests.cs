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
            Assert.All(values, value => Assert.Equal(known.Add(value), TryAdd(index, BitConverter.GetBytes(value))));
        },
        iter: 20);

    [Fact]
    public void TryAdd_TextsOfAnyLength_AreToldApart()
    {
        using var folder = new Converted();
        using var index = new UniqueIndex(folder.Options.ScratchDirectory, 4_096);
        for (var length = 0; length < 400; length++)
        {
            Assert.True(TryAdd(index, new byte[length]), $"{length} zeros");
            Assert.True(TryAdd(index, [.. new byte[length], 1]), $"{length} zeros and a one");
        }

        for (var length = 0; length < 400; length++)
        {
            Assert.False(TryAdd(index, new byte[length]), $"{length} zeros");
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
                    added += TryAdd(index, BitConverter.GetBytes(key * 7)) ? 1 : 0;
                }

                Assert.Equal(round == 0 ? 300_000 : 0, added);
            }

            Assert.InRange(folder.FilesOnDisk.Count(), 1, 9);
        }

        Assert.Empty(folder.FilesOnDisk);
    }

    /// <summary>A twentieth of 20 million values in a twentieth of the memory that unique columns have.</summary>
    [Fact]
    public void Add_ManyDistinctKeys_StaysWithinItsMemory()
    {
        const int MemoryBytes = 48 * 1024 * 1024 / 20;
        using var folder = new Converted();
        Span<byte> key = stackalloc byte[sizeof(long)];
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var index = new UniqueIndex(folder.Options.ScratchDirectory, MemoryBytes);
        for (long number = 0; number < 1_000_000; number++)
        {
            BitConverter.TryWriteBytes(key, number * 982_451_653);
            index.Add(key);
        }

        // All that was ever taken, what was given back included: the table as it grew, the pages of runs as they were merged.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 2 * MemoryBytes);
    }

    private static bool TryAdd(UniqueIndex index, byte[] key)
    {
        var isNew = !index.Contains(key);
        index.Add(key);
        return isNew;
    }
}
