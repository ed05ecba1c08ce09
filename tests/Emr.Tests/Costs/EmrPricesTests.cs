using Analytics.Catalogue.Jobs;
using Analytics.Emr.Costs;
using Analytics.Fixtures;

namespace Analytics.Emr.Tests.Costs;

public sealed class EmrPricesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_ThePlatformsTable_HasADateAndThePricesOfTheDefaultTypes()
    {
        var prices = EmrPrices.Read("");

        Assert.Equal("prices of 2025-01-31 in us-east-1", prices.Label);
        Assert.All(
            new EmrSettings().PrimaryTypes.Concat(new EmrSettings().CoreTypes), type => Assert.True(prices.Of(type, isSpot: false) > 0));
    }

    [Fact]
    public void Of_Spot_LowersEc2AndLeavesEmrsFee()
    {
        var prices = Read("""{"date":"2026-01-02","region":"eu-central-1","spotShare":0.5,"types":{"a.large":{"ec2":1,"emr":0.2}}}""");

        Assert.Equal((1.2m, 0.7m, null), (prices.Of("a.large", false), prices.Of("a.large", true), prices.Of("b.large", false)));
        Assert.Equal("prices of 2026-01-02 in eu-central-1", prices.Label);
    }

    [Theory]
    [InlineData("nonsense", "cannot be read as a table of prices")]
    [InlineData("{}", "cannot be read as a table of prices")]
    [InlineData("""{"date":"2026-01-02","region":"x","spotShare":2,"types":{}}""", "spotShare must be between 0 and 1")]
    [InlineData("""{"date":"2026-01-02","region":"x","spotShare":1,"types":{"a":{"ec2":-1,"emr":0}}}""", "no price below 0")]
    public void Read_FileThatIsNoTable_SaysWhy(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_NoSuchFile_SaysWhich() => Assert.Contains(
        "/nowhere/prices.json", Assert.Throws<InvalidDataException>(() => EmrPrices.Read("/nowhere/prices.json")).Message,
        StringComparison.Ordinal);

    private EmrPrices Read(string text)
    {
        File.WriteAllText(_folder.File("prices.json"), text);
        return EmrPrices.Read(_folder.File("prices.json"));
    }
}
