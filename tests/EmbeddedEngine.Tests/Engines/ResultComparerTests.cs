using Analytics.DuckDb.Verify;
using Analytics.Engines;

namespace Analytics.EmbeddedEngine.Tests.Engines;

/// <summary>Two results of one job, compared by the real engine.</summary>
public sealed class ResultComparerTests
{
    private static readonly EngineOutput Sales = new(
        [EngineBench.Column("shop", "string"), EngineBench.Column("amount", "double"), EngineBench.Column("n\"o", "int64")], []);

    private static readonly EngineOutput SalesByShop = Sales with { Key = ["shop"] };

    [Fact]
    public async Task Compare_SameRowsInAnotherOrderAndWithinTheTolerance_Agree()
    {
        var comparison = await CompareAsync(
            SalesByShop, "('a', 1e9, 1), ('b', 0.1 + 0.2, 2), ('c', NULL, NULL)", "('c', NULL, NULL), ('b', 0.3, 2), ('a', 1e9 + 0.5, 1)");

        Assert.True(comparison.Agree);
        Assert.Equal((3, 3), (comparison.LeftRows, comparison.RightRows));
        Assert.All(comparison.Columns, column => Assert.Equal(0, column.Differences));
        Assert.Equal(comparison.Columns[0].Left, comparison.Columns[0].Right);
        Assert.Empty(comparison.Examples);
    }

    [Fact]
    public async Task Compare_NumberBeyondTheTolerance_NamesRowAndBothValues()
    {
        var comparison = await CompareAsync(SalesByShop, "('a', 1.5, 1), ('b', 2, 2)", "('a', 1.5, 1), ('b', 2.00001, 2)");

        Assert.False(comparison.Agree);
        Assert.Equal((0, 0, 1), (comparison.LeftOnly, comparison.RightOnly, comparison.Differing));
        Assert.Equal([0L, 1L, 0L], comparison.Columns.Select(column => column.Differences));
        Assert.Equal(["shop = b, amount = 2.0 (emr: 2.00001), n\"o = 2"], comparison.Examples);
    }

    [Fact]
    public async Task Compare_ValuesSwappedBetweenRows_DifferThoughTheirSumsAgree()
    {
        var comparison = await CompareAsync(SalesByShop, "('a', 1, 1), ('b', 2, 2)", "('a', 2, 1), ('b', 1, 2)");

        Assert.Equal(comparison.Columns[1].Left, comparison.Columns[1].Right);
        Assert.Equal(2, comparison.Differing);
    }

    [Fact]
    public async Task Compare_RowsThatOneResultLacks_AreCountedForTheOther()
    {
        var comparison = await CompareAsync(SalesByShop, "('a', 1, 1), ('b', 2, 2)", "('b', 2, 2), ('c', 3, 3), ('d', 4, 4)");

        Assert.Equal((1, 2, 0), (comparison.LeftOnly, comparison.RightOnly, comparison.Differing));
        Assert.Contains("only embedded: shop = a, amount = 1.0, n\"o = 1", comparison.Examples);
        Assert.Contains("only emr: shop = d, amount = 4.0, n\"o = 4", comparison.Examples);
    }

    [Fact]
    public async Task Compare_NoKeyAndRowsThatRepeat_CountsHowOftenEachIsThere()
    {
        Assert.True((await CompareAsync(Sales, "('a', 1, 1), ('a', 1, 1), ('a', 2, 1)", "('a', 2, 1), ('a', 1, 1), ('a', 1, 1)")).Agree);

        var comparison = await CompareAsync(Sales, "('a', 1, 1), ('a', 1, 1)", "('a', 1, 1)");

        Assert.Equal((1, 0, 0), (comparison.LeftOnly, comparison.RightOnly, comparison.Differing));
    }

    [Theory]
    [InlineData("'nan'::DOUBLE", "'nan'::DOUBLE", true)]
    [InlineData("'inf'::DOUBLE", "'inf'::DOUBLE", true)]
    [InlineData("'inf'::DOUBLE", "'-inf'::DOUBLE", false)]
    [InlineData("'nan'::DOUBLE", "0", false)]
    [InlineData("NULL", "0", false)]
    [InlineData("1e300", "1e300 * (1 + 1e-12)", true)]
    public async Task Compare_NumbersThatAreNone_AgreeOnlyWithTheirLike(string left, string right, bool agree)
    {
        var comparison = await CompareAsync(SalesByShop, $"('a', {left}, 1)", $"('a', {right}, 1)");

        Assert.Equal(agree, comparison.Agree);
    }

    [Fact]
    public async Task Compare_EmptyResults_Agree()
    {
        var comparison = await CompareAsync(SalesByShop, null, null);

        Assert.True(comparison.Agree);
        Assert.Equal((0, 0), (comparison.LeftRows, comparison.RightRows));
    }

    private static async Task<ResultComparison> CompareAsync(EngineOutput output, string? left, string? right)
    {
        await using var bench = new EngineBench();
        var sides = new[] { ("embedded", left), ("emr", right) }.Select(side => new ResultSide(
            side.Item1,
            side.Item2 is null
                ? []
                : [bench.Parquet(
                    $"{side.Item1}.parquet",
                    "SELECT col0::VARCHAR AS shop, col1::DOUBLE AS amount, col2::BIGINT AS \"n\"\"o\" "
                        + $"FROM (VALUES {side.Item2})")])).ToList();
        return await new ResultComparer(bench.Engine, tolerance: 1e-9).CompareAsync(
            output, sides[0], sides[1], Path.Combine(bench.Folder, "comparison"), TestContext.Current.CancellationToken);
    }
}
