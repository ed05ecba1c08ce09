using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;

namespace Analytics.EndToEnd.Tests.Lifecycle;

public sealed class StandaloneLifecycleTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly string _catalogue;

    public StandaloneLifecycleTests() => _catalogue = ShopCatalogue.WriteTo(_folder.File("catalog"));

    [Fact]
    public async Task Start_AfterSigterm_FindsEverythingAgainAndLeavesNoProcessBehind()
    {
        int server;
        await using (var first = await StartAsync())
        {
            first.Land("incoming/orders/monday.csv", ShopCatalogue.Orders);
            await first.WaitForJobsAsync("sales");
            server = await first.ServerProcessAsync();
            await first.Process.WaitForAsync($"{first.Address}/scalar");
        }

        Assert.False(RunningProcess.Exists(server));
        await using var second = await StartAsync();
        Assert.Equal(1, (await second.GetAsync("/api/v1/datasets/orders")).GetProperty("dataset").GetProperty("version").GetInt64());
        Assert.Equal("succeeded", (await second.GetAsync("/api/v1/runs?job=sales")).GetProperty("items")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Start_AfterSigkill_RecoversByItself()
    {
        await using var first = await StartAsync();
        first.Land("incoming/orders/monday.csv", ShopCatalogue.Orders);
        await first.WaitForJobsAsync("sales");
        await first.Process.SignalAsync("KILL");
        await first.Process.WaitForExitAsync();

        await using var second = await StartAsync();
        second.Land("incoming/orders/tuesday.csv", ShopCatalogue.Orders);

        await Eventually.TrueAsync(
            async () => (await second.GetAsync("/api/v1/datasets/orders")).GetProperty("dataset").GetProperty("version").GetInt64() == 2,
            TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Start_OnADataDirectoryInUse_RefusesAndSaysWhy()
    {
        await using var first = await StartAsync();
        await using var second = ChildProcess.StartAssembly(
            Build.StandaloneProgram, ["--data-dir", first.DataDirectory, "--catalogue", _catalogue, "--urls", "http://localhost:0"]);

        var reason = await second.WaitForAsync("Another process runs on the data directory");
        Assert.Contains($"(kill {first.Process.Id})", reason, StringComparison.Ordinal);
        Assert.Equal(1, await second.WaitForExitAsync());
    }

    [Fact]
    public async Task Start_OnAForeignAddress_RefusesWhileSignInIsNotConfigured()
    {
        await using var program = ChildProcess.StartAssembly(
            Build.StandaloneProgram, ["--data-dir", _folder.File("data"), "--urls", "http://0.0.0.0:5080"]);

        await program.WaitForAsync("sign-in is not configured");
        Assert.Equal(1, await program.WaitForExitAsync());
    }

    public void Dispose() => _folder.Dispose();

    private Task<StandaloneProgram> StartAsync() => StandaloneProgram.StartAsync(_folder.File("data"), _catalogue, sampleData: false);
}
