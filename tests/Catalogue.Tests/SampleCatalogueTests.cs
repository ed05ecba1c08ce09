using Analytics.Fixtures;

namespace Analytics.Catalogue.Tests;

public class SampleCatalogueTests
{
    [Fact]
    public async Task ReadAsync_TheRepositorysCatalogue_HasNoFaults()
    {
        var snapshot = await CatalogueFolder.ReadAsync(
            Repository.PathOf("catalog"), CatalogueSnapshot.Empty, TestContext.Current.CancellationToken);

        Assert.Empty(snapshot.Faults);
        Assert.Equal(5, snapshot.Datasets.Count);
        Assert.Equal(8, snapshot.Jobs.Count);
        Assert.Equal(4, snapshot.Dashboards.Count);
    }
}
