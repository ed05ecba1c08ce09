using Analytics.Tabular.Tests.Support;
using Analytics.Tests;

namespace Analytics.Tabular.Tests.Conversion;

/// <summary>Where ten thousand small files come, what each allocates is most of what it costs.</summary>
[Collection<MeasuredAlone>]
public sealed class SmallSourceTests
{
    private const long MaxAllocated = 3L << 20;

    [Fact]
    public async Task ConvertAsync_SourceOfTenKilobytes_AllocatesNoWholeBlocks()
    {
        var schema = TestSchema.Of("id int64", "name string");
        var text = "id,name\n" + string.Concat(Enumerable.Range(1, 700).Select(n => $"{n},name {n}\n"));

        // The first one pays for what all share.
        var allocated = long.MaxValue;
        for (var round = 1; round <= 5; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            using var converted = await Converted.CsvAsync(schema, text, options => options with { BlockBytes = 4 << 20 });
            allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
            Assert.Equal(700, converted.Result.RowsKept);
        }

        Assert.InRange(allocated, 1, MaxAllocated);
    }

    [Fact]
    public async Task ConvertAsync_SourceOfSeveralGrowingBlocks_ReadsEachRow()
    {
        var schema = TestSchema.Of("id int64", "name string");
        var text = "id,name\n" + string.Concat(Enumerable.Range(1, 300_000).Select(n => $"{n},name {n}\n"));

        using var converted = await Converted.CsvAsync(schema, text, options => options with { BlockBytes = 300_000 });

        Assert.Equal(300_000, converted.Result.RowsKept);
        Assert.Equal(["300000"], converted.Rows("count(DISTINCT id)"));
    }
}
