using Analytics.Api.Datasets;
using Analytics.Datasets;

using Bunit;

using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Api.Tests.Datasets;

public sealed class VersionTableTests : BunitContext
{
    public VersionTableTests() => Services.AddSingleton(TimeProvider.System);

    [Theory]
    [InlineData(1, "incoming/sales/a.csv")]
    [InlineData(2, "incoming/sales/a.csv and 1 more")]
    [InlineData(1_300, "incoming/sales/a.csv and 1,299 more")]
    public void Source_OfAVersion_NamesTheFirstObjectAndHowManyMoreThereAre(int objects, string expected) =>
        Assert.Equal(expected, SourceOf(Version(objects, rawObjectId: 7)));

    [Fact]
    public void Source_OfAVersionWithoutObjects_IsTheContract() => Assert.Equal("new contract", SourceOf(Version(0, rawObjectId: null)));

    private string SourceOf(DatasetVersion version) => Render<VersionTable>(parameters => parameters
        .Add(table => table.Dataset, "sales")
        .Add(table => table.Versions, [version])).Find("td.name").TextContent.Trim();

    private static DatasetVersion Version(int objects, long? rawObjectId) => new(
        1, "append", Kept: true, ContractVersion: 1, Rows: 1, Bytes: 1, Files: 1, RowsQuarantined: 0, DateTime.UnixEpoch,
        IngestionId: rawObjectId, rawObjectId, rawObjectId is null ? null : "incoming/sales/a.csv", Reason: null, objects);
}
