using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;

namespace Analytics.EndToEnd.Tests.Pages;

/// <summary>The pages of a published platform, which packs and names its files by another way than the build does.</summary>
public sealed class PublishedPagesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Page_OfAPublishedPlatform_TransfersFewBytes()
    {
        var published = _folder.File("published");

        // A build server that it started would keep its output open for minutes.
        await using var publish = ChildProcess.Start(
            "dotnet",
            [
                "publish", Build.Project("Standalone"), "-c", "Release", "-o", published, "--no-restore", "-v", "quiet",
                "-p:RunAnalyzers=false", "--disable-build-servers",
            ]);
        var code = await publish.WaitForExitAsync(TimeSpan.FromMinutes(10));
        Assert.True(code == 0, string.Join('\n', publish.Lines));
        await using var program = await StandaloneProgram.StartAsync(
            _folder.File("data"), ShopCatalogue.WriteTo(_folder.File("catalog")), sampleData: false, [], null,
            Path.Combine(published, Path.GetFileName(Build.StandaloneProgram)));
        program.Land("incoming/orders/monday.csv", ShopCatalogue.Orders);
        await program.WaitForJobsAsync("sales");
        await using var browser = await Browser.StartAsync();

        Assert.InRange(await (await browser.OpenAsync(program.Address)).BytesOfAsync("/", 0), 1, 300_000);
        Assert.InRange(await (await browser.OpenAsync(program.Address)).BytesOfAsync("/dashboards/shops", 1), 1, 450_000);
    }

    public void Dispose() => _folder.Dispose();
}
