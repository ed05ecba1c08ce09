using Analytics.Tabular.Conversion;
using Analytics.Tabular.Tests.Support;
using CsCheck;

namespace Analytics.Tabular.Tests.Conversion;

public class ReplayRecordsTests
{
    [Fact]
    public void Add_AnyNumbersInAnyOrder_KnowsExactlyThose() =>
        Gen.Select(Gen.Long[1, 9_000].Array[0, 12_000], Gen.Long[1, 1L << 40].Array[0, 100]).Sample(
            (close, apart) =>
            {
                var (records, known) = (new ReplayRecords(), new HashSet<long>());
                foreach (var number in close.Concat(apart))
                {
                    records.Add(number, 0, 0);
                    known.Add(number);
                }

                Assert.Equal(known.Count, records.Count);
                Assert.All(known, number => Assert.True(records.Contains(number)));
                Assert.All(Enumerable.Range(0, 9_100), number => Assert.Equal(known.Contains(number), records.Contains(number)));
            },
            iter: 20);

    [Fact]
    public void ReadNumbers_OfAnyThatWereWritten_GivesThemBack() =>
        Gen.Select(Gen.Long[1, 6_000].Array[0, 9_000], Gen.Long[1, 1L << 40].Array[0, 50]).Sample(
            (close, apart) =>
            {
                var records = new ReplayRecords();
                foreach (var number in close.Concat(apart))
                {
                    records.Add(number, 0, 0);
                }

                using var folder = new Converted();
                var path = Path.Combine(folder.Options.ScratchDirectory, "numbers");
                records.WriteNumbers(path);
                var read = ReplayRecords.ReadNumbers(path);
                Assert.Equal((records.Count, records.Places), (read.Count, read.Places));
            },
            iter: 20);

    /// <summary>At two million numbers: a set of twenty million is to fit into 100 MB or so.</summary>
    [Fact]
    public void Add_NumbersThatLieApart_TakesAFewBytesForEach()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var records = new ReplayRecords();
        for (var i = 0L; i < 2_000_000; i++)
        {
            records.Add(i * 50, i * 5_000, 90);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 14_000_000);
        Assert.Equal(2_000_000, records.Count);
    }
}
