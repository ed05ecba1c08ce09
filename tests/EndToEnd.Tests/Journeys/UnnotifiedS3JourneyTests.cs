namespace Analytics.EndToEnd.Tests.Journeys;

/// <summary>Notifications that never come: a listing is the truth.</summary>
public sealed class UnnotifiedS3JourneyTests(UnnotifiedS3Platform platform) : IClassFixture<UnnotifiedS3Platform>
{
    [Fact]
    public async Task File_NobodyWasToldOf_IsFoundByTheListing()
    {
        await platform.StartAsync();
        await platform.LandAsync("incoming/orders/untold + ü.csv", "id,shop,amount\n1,Vienna,10.00\n");

        await platform.WaitForChartAsync("", "Vienna 10.00");

        var file = await platform.WaitForObjectAsync("untold + ü.csv", "committed");
        Assert.Equal(platform.SeenBy, file.GetProperty("object").GetProperty("seenBy").GetString());
    }
}
