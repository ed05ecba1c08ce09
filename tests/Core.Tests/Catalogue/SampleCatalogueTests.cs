using Analytics.Core.Catalogue;

namespace Analytics.Core.Tests.Catalogue;

public class SampleCatalogueTests
{
    [Fact]
    public async Task ReadAsync_TheRepositorysCatalogue_HasNoFaults()
    {
        var folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "catalog", "datasets")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No catalog folder lies above the tests.");
        }

        var snapshot = await CatalogueFolder.ReadAsync(
            Path.Combine(folder, "catalog"), CatalogueSnapshot.Empty, TestContext.Current.CancellationToken);

        Assert.Empty(snapshot.Faults);
        Assert.Equal(5, snapshot.Datasets.Count);
        Assert.Equal(5, snapshot.Jobs.Count);
        Assert.Equal(3, snapshot.Dashboards.Count);
    }
}
