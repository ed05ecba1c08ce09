using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;

namespace Analytics.EndToEnd.Tests.Lifecycle;

public sealed class StandaloneStopTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task Signal_WhileAJobRuns_LeavesNeitherItsEngineNorTheServer(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows whose child a process is.");
        await using var program = await StandaloneProgram.StartAsync(
            _folder.File("data"), ShopCatalogue.WriteEndlessTo(_folder.File("catalog")), sampleData: false);
        program.Land("incoming/orders/monday.csv", ShopCatalogue.Orders);
        await Eventually.TrueAsync(
            async () => (await program.GetAsync("/api/v1/runs?job=endless&state=running")).GetProperty("items").GetArrayLength() == 1,
            TimeSpan.FromSeconds(60));
        await program.WaitForJobsAsync("sales");
        var engine = await EngineProcess.OfAsync(program.Process.Id);
        var server = await program.ServerProcessAsync();

        // Two platforms on one machine have runs of the same number.
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(program.DataDirectory, "scratch/processor")));

        await program.Process.SignalAsync(signal);

        await program.Process.WaitForExitAsync();
        await Eventually.TrueAsync(() => !RunningProcess.Exists(engine));
        await Eventually.TrueAsync(() => !RunningProcess.Exists(server));
    }

    public void Dispose() => _folder.Dispose();
}
