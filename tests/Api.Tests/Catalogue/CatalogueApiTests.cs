using Analytics.Api.Tests.Support;

namespace Analytics.Api.Tests.Catalogue;

public sealed class CatalogueApiTests(LivePlatform platform)
{
    [Fact]
    public async Task Faults_OfAWrongFile_NameFileLineAndKey()
    {
        var client = await platform.ClientAsync();

        var fault = Assert.Single((await client.JsonAsync("/api/v1/catalogue/faults")).EnumerateArray());

        Assert.Equal(("datasets/faulty.yaml", 3), (fault.Text("file"), fault.Number("line")));
        Assert.Contains("type", fault.Text("key"));
        Assert.Contains("int33", fault.Text("message"));
    }
}
