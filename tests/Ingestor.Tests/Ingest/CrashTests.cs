using Analytics.Core.Datasets;
using Analytics.Core.Storage;
using Analytics.Fixtures;
using Analytics.Ingestor.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Ingestor.Tests.Ingest;

public sealed class CrashTests(PostgresFixture postgres)
{
    private const string Key = "incoming/sales/a.csv";

    [Theory]
    [InlineData("download")]
    [InlineData("parse")]
    [InlineData("write")]
    [InlineData("before-commit")]
    [InlineData("after-commit")]
    public async Task Crash_AtEachStep_MakesOneVersionAndLeavesNoOrphan(string step)
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        ShortLease(bench);
        await bench.LandAsync(Key, Content(20_000));
        var dying = bench.StartProcess(crashAt: step);
        Assert.NotEqual(0, await dying.WaitForExitAsync());

        // Nobody sees a part of it: a version is named whole or not at all.
        var visible = await bench.SalesAsync();
        Assert.Equal(step == "after-commit" ? 20_000 : 0, visible?.Rows ?? 0);

        await bench.StartAsync();
        await bench.WaitForAsync("a.csv", RawObjectStates.Committed);
        await Eventually.TrueAsync(async () => await bench.Database.ScalarAsync<long>(
            "select count(*) from platform.work_item where queue = 'ingest' and state <> 'done'") == 0);
        Assert.Equal((1, 20_000), ((await bench.SalesAsync())!.CurrentVersion, (await bench.SalesAsync())!.Rows));
        await AssertSweptAsync(bench);
    }

    [Fact]
    public async Task Kill_AtRandomMoments_MakesOneVersionOfEachFile()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        ShortLease(bench);
        bench.Settings["Work:MaxAttempts"] = "20";
        const int files = 12;
        for (var n = 0; n < files; n++)
        {
            await bench.LandAsync($"incoming/sales/{n:d2}.csv", Content(30_000));
        }

        var random = new Random(42);
        for (var round = 0; round < 3; round++)
        {
            var child = bench.StartProcess();
            await child.WaitForAsync("Committed:", TimeSpan.FromSeconds(60));
            await Task.Delay(random.Next(200), IngestorBench.Stop);
            await child.SignalAsync("KILL");
            await child.WaitForExitAsync();
        }

        await bench.StartAsync();
        await Eventually.TrueAsync(async () => (await bench.SalesAsync())?.CurrentVersion == files, TimeSpan.FromSeconds(60));
        Assert.Equal(files * 30_000, (await bench.SalesAsync())!.Rows);
        Assert.Equal(files, await bench.Database.ScalarAsync<long>("select count(*) from platform.ingestion"));
        Assert.Equal([30_000L * files], await Rows.QueryAsync(bench, "sales", files, "select count(*) from t"));
        await AssertSweptAsync(bench);
    }

    [Fact]
    public async Task Ingestors_FourOnTheSameFiles_IngestEachOnce()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var children = Enumerable.Range(0, 4).Select(_ => bench.StartProcess()).ToList();
        await Task.WhenAll(children.Select(child => child.WaitForAsync("Application started", TimeSpan.FromSeconds(60))));
        const int files = 30;
        for (var n = 0; n < files; n++)
        {
            await bench.LandAsync($"incoming/sales/{n:d2}.csv", Content(500));
        }

        await Eventually.TrueAsync(async () => (await bench.SalesAsync())?.CurrentVersion == files, TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(async () => await bench.Database.ScalarAsync<long>(
            "select count(*) from platform.work_item where queue = 'ingest' and state <> 'done'") == 0);
        Assert.Equal(files, await bench.Database.ScalarAsync<long>("select count(*) from platform.raw_object"));
        Assert.Equal(files * 500, (await bench.SalesAsync())!.Rows);
        Assert.True(children.Count(child => child.Lines.Any(line => line.Contains("Committed:", StringComparison.Ordinal))) > 1,
            "Only one of the four ever committed, so they did not compete.");
        await bench.AssertConsistentAsync();
    }

    private static string Content(int rows) =>
        "id,amount,note\n" + string.Concat(Enumerable.Range(0, rows).Select(n => $"{n},{n * 7 % 1000},note {n % 13}\n"));

    // As in production a dead worker's item is taken over when its lease ends; only sooner.
    private static void ShortLease(IngestorBench bench)
    {
        bench.Settings["Work:Lease"] = "00:00:02";
        bench.Settings["Work:RenewInterval"] = "00:00:00.5";
        bench.Settings["Work:RescueInterval"] = "00:00:00.5";
    }

    private static async Task AssertSweptAsync(IngestorBench bench)
    {
        var services = new ServiceCollection()
            .AddSingleton(bench.Database.DataSource)
            .AddSingleton(TimeProvider.System)
            .AddSingleton<Sweeper>()
            .AddKeyedSingleton<IObjectStore>(StoreNames.Raw, bench.Raw)
            .AddKeyedSingleton<IObjectStore>(StoreNames.Processed, bench.Processed);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<Sweeper>().SweepAsync(TimeSpan.Zero, IngestorBench.Stop);
        await bench.AssertConsistentAsync();
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(bench.ProcessedPath, ".writes")));
        await Eventually.TrueAsync(() => Directory.EnumerateDirectories(bench.ScratchPath).Count() == 1);
    }
}
