using Analytics.Catalogue.Jobs;
using Analytics.Fixtures;
using Analytics.Fixtures.Results;

namespace Analytics.Results.Tests;

public sealed class ResultReadsTests(PostgresFixture postgres)
{
    private static readonly JobOutput Flights = ResultHarness.Output(
        "k int32!, v string, d date, n decimal(12,2), j json", LoadMode.Replace);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("k", FilterOperator.Eq, "2", "2")]
    [InlineData("k", FilterOperator.Ne, "2", "1 3 4")]
    [InlineData("k", FilterOperator.Lt, "2", "1")]
    [InlineData("k", FilterOperator.Le, "2", "1 2")]
    [InlineData("n", FilterOperator.Gt, "20.00", "3 4")]
    [InlineData("d", FilterOperator.Ge, "2001-01-03", "3 4")]
    [InlineData("v", FilterOperator.Contains, "AR", "1 3")]
    [InlineData("v", FilterOperator.Contains, "%", "")]
    [InlineData("k", FilterOperator.In, "4|1", "1 4")]
    public async Task Page_Filter_GivesMatchingRows(string column, FilterOperator op, string values, string expected)
    {
        await using var harness = await LoadedAsync();

        var page = await harness.Reads.PageAsync(
            new ResultQuery { Table = "facts", Columns = ["k"], Filters = [new(column, op, values.Split('|'))], Sort = [new("k")] }, Token);

        Assert.Null(page.Fault);
        Assert.Equal(expected, string.Join(' ', page.Value?.Rows.Select(row => row[0]) ?? []));
        Assert.Equal(page.Value?.Rows.Count, page.Value?.Total);
    }

    [Fact]
    public async Task Page_SortAndOffset_GivesThatPageAndTheWholeCount()
    {
        await using var harness = await LoadedAsync();

        var page = await harness.Reads.PageAsync(
            new ResultQuery { Table = "facts", Columns = ["k"], Sort = [new("k", Descending: true)], Offset = 1, Limit = 2 }, Token);

        Assert.Equal([3, 2], (page.Value?.Rows ?? []).Select(row => row[0]));
        Assert.Equal(4, page.Value?.Total);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("v")]
    public async Task Page_RowsPageByPage_GiveEachOnce(string? sort)
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(
            ResultHarness.Output("k int32!, v string", LoadMode.Replace), "select (i * 7919 % 5000)::int4 as k, 'same' as v from range(5000) t(i)");
        var found = new List<int>();

        for (var offset = 0; offset < 5000; offset += 500)
        {
            var page = await harness.Reads.PageAsync(
                new ResultQuery { Table = "facts", Columns = ["k"], Sort = sort is null ? [] : [new(sort)], Offset = offset, Limit = 500 }, Token);
            found.AddRange((page.Value?.Rows ?? []).Select(row => row[0]).OfType<int>());
        }

        Assert.Equal(Enumerable.Range(0, 5000), found.Order());
    }

    [Fact]
    public async Task Page_Always_NamesItsSource()
    {
        await using var harness = await LoadedAsync();

        var page = await harness.Reads.PageAsync(new ResultQuery { Table = "facts" }, Token);

        Assert.Equal(page.Value?.Rows[0][^1], page.Value?.Source?.RunId);
    }

    [Theory]
    [InlineData("facts", "nope", "1", "results.unknownColumn")]
    [InlineData("facts", "k\" = 1 or true --", "1", "results.unknownColumn")]
    [InlineData("facts", "k", "1; drop table results.facts", "results.badValue")]
    [InlineData("facts", "k", "99999999999", "results.badValue")]
    [InlineData("nope", "k", "1", "results.unknownTable")]
    [InlineData("facts; drop table results.facts", "k", "1", "results.unknownTable")]
    public async Task Page_WrongQuestion_IsAnsweredWithTheFault(string table, string column, string value, string code)
    {
        await using var harness = await LoadedAsync();

        var page = await harness.Reads.PageAsync(
            new ResultQuery { Table = table, Filters = [new(column, FilterOperator.Eq, [value])] }, Token);

        Assert.Equal(code, page.Fault?.Code);
        Assert.Equal(4L, await harness.Database.ScalarAsync<long>("select count(*) from results.facts"));
    }

    [Fact]
    public async Task Export_Open_GivesAllRowsWhateverThePage()
    {
        await using var harness = await LoadedAsync();
        var query = new ResultQuery { Table = "facts", Columns = ["k"], Filters = [new("k", FilterOperator.Gt, ["1"])], Sort = [new("k")], Limit = 1 };

        var opened = await harness.Export.OpenAsync(query, Token);

        await using var rows = opened.Value ?? throw new InvalidOperationException(opened.Fault?.Message);
        var keys = new List<object?>();
        await foreach (var row in rows.RowsAsync(Token))
        {
            keys.Add(row[0]);
        }

        Assert.Equal([2, 3, 4], keys);
    }

    [Fact]
    public async Task Export_TooManyAtOnce_AreAskedToWait()
    {
        await using var harness = await LoadedAsync(("Results:MaxExports", "1"));
        var query = new ResultQuery { Table = "facts" };

        var first = await harness.Export.OpenAsync(query, Token);
        var second = await harness.Export.OpenAsync(query, Token);
        await (first.Value ?? throw new InvalidOperationException(first.Fault?.Message)).DisposeAsync();
        var third = await harness.Export.OpenAsync(query, Token);
        await (third.Value ?? throw new InvalidOperationException(third.Fault?.Message)).DisposeAsync();

        Assert.Equal("results.busy", second.Fault?.Code);
    }

    [Fact]
    public async Task PageAndExport_RowLargerThanAnAnswerMayBe_AreRefused()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres, ("Results:MaxAnswerBytes", "100000"));
        await harness.LoadAsync(ResultHarness.Output("v string", LoadMode.Replace), "select repeat('x', 200000) as v");
        var query = new ResultQuery { Table = "facts" };

        var page = await harness.Reads.PageAsync(query, Token);
        var opened = await harness.Export.OpenAsync(query, Token);
        await using var rows = opened.Value ?? throw new InvalidOperationException(opened.Fault?.Message);

        Assert.Equal("results.tooLarge", page.Fault?.Code);
        await Assert.ThrowsAsync<AnswerTooLargeException>(async () => await rows.RowsAsync(Token).FirstAsync(Token));
    }

    private async Task<ResultHarness> LoadedAsync(params (string Key, string Value)[] settings)
    {
        var harness = await ResultHarness.CreateAsync(postgres, settings);
        await harness.LoadAsync(
            Flights,
            """
            select * from (values (1, 'Mary', date '2001-01-01', 10.5::decimal(12,2), '{"a": 1}'::json), (2, 'bob', date '2001-01-02', 20, null),
                (3, 'carl', date '2001-01-03', 30, '[]'), (4, null, date '2001-01-04', 40, '"x"')) as t(k, v, d, n, j)
            """);
        return harness;
    }
}
