namespace Analytics.Catalogue.Tests.Dashboards;

public sealed class DashboardFaultTests : IDisposable
{
    private const string Filter = "filters: [{ name: least, type: int32 }]\ntitle: Sales";

    private readonly TestCatalogue _catalogue = new();

    [Theory]
    [InlineData("title: Sales\n", "", "1:title", "is missing")]
    [InlineData("    kind: line", "    kind: pie", "5:charts[0].kind", "'pie' is none of them")]
    [InlineData("id: by-day", "id: By Day", "3:charts[0].id", "must have small letters")]
    [InlineData("job: daily", "job: dayly", "6:charts[0].job", "which is not a job of this catalogue; did you mean 'daily'?")]
    [InlineData("    y: { column: sales }", "    z: 1", "3:charts[0].y", "a chart of kind line needs x, y")]
    [InlineData("kind: line", "kind: heatmap", "3:charts[0].value", "needs x, y, value")]
    [InlineData("column: sales", "column: sale", "9:charts[0].y.column", "which the query does not give; did you mean 'sales'?")]
    [InlineData("    x:", "    series: shop\n    x:", "8:charts[0].series", "names 'shop', which the query does not give")]
    [InlineData("    x:", "    width: 13\n    x:", "8:charts[0].width", "from 3 to 12")]
    [InlineData("    x:", "    map: mars\n    x:", "8:charts[0].map", "must be us or world")]
    [InlineData("column: sales }", "column: sales, format: roman }", "9:charts[0].y.format", "'roman' is none of them")]
    [InlineData("column: sales }", "column: sales, decimals: 21 }", "9:charts[0].y.decimals", "from 0 to 20")]
    [InlineData("    x:", "    columns: [{ column: sail }]\n    x:", "8:charts[0].columns[0].column", "which the query does not give")]
    [InlineData(
        "title: Sales\n", "filters: [{ name: numbers, type: int32 }]\ntitle: Sales\n", "1:filters[0].name", "is a parameter of every chart's")]
    [InlineData(
        "from results.daily", "from results.daily join results.dailly using (day)", "7:charts[0].query", "reads results.dailly, which is not a job's table; did you")]
    [InlineData("from results.daily", "from (values (1, 2)) as own (day, sales)", "7:charts[0].query", "does not read results.daily")]
    [InlineData("query: select", "query: delete", "7:charts[0].query", "a query is one SELECT")]
    [InlineData("from results.daily", "from results.daily where sales > @least", "7:charts[0].query", "names the filter '@least'")]
    [InlineData("title: Sales\n", Filter + "\n", "1:filters", "declares 'least', which no chart's query uses")]
    [InlineData("title: Sales\n", "filters: [{ name: least, type: int33 }]\ntitle: Sales\n", "1:filters[0].type", "is not a type")]
    [InlineData(
        "title: Sales\n", "filters: [{ name: least, type: int32, default: few }]\ntitle: Sales\n", "1:filters[0].default", "'few' is not a valid int32")]
    [InlineData(
        "title: Sales\n", "filters: [{ name: least, type: int32, options: [1, x] }]\ntitle: Sales\n", "1:filters[0].options", "'x' is not a valid int32")]
    public async Task ReadAsync_WrongKey_NamesLineAndKey(string right, string wrong, string place, string message)
    {
        _catalogue.Write("dashboards/shop.yaml", TestCatalogue.Dashboard.Replace(right, wrong, StringComparison.Ordinal));

        var snapshot = await _catalogue.ReadAsync();

        var fault = Assert.Single(snapshot.Faults, fault => $"{fault.Line}:{fault.Key}" == place);
        Assert.Equal("dashboards/shop.yaml", fault.File);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Empty(snapshot.Dashboards);
    }

    [Fact]
    public async Task ReadAsync_ChartIdTwice_IsAFaultOfTheSecond()
    {
        var chart = TestCatalogue.Dashboard[TestCatalogue.Dashboard.IndexOf("  - id", StringComparison.Ordinal)..];
        _catalogue.Write("dashboards/shop.yaml", TestCatalogue.Dashboard + "\n" + chart);

        Assert.Equal(["dashboards/shop.yaml:10:charts[1].id"], await _catalogue.PlacesAsync());
    }

    [Fact]
    public async Task ReadAsync_QueryOfAllColumns_GivesThoseOfTheTable()
    {
        _catalogue.Write(
            "dashboards/shop.yaml", TestCatalogue.Dashboard.Replace("select day, sales", "select *", StringComparison.Ordinal));

        Assert.Empty(await _catalogue.PlacesAsync());
    }

    public void Dispose() => _catalogue.Dispose();
}
