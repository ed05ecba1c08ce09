using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Ingestor.Tests.Support;
using Analytics.Storage;
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

    [Theory]
    [InlineData("spool")]
    [InlineData("write")]
    public async Task Crash_OfAParquetFilesReader_MakesOneVersionAndLeavesNoOrphan(string step)
    {
        await using var bench = await IngestorBench.CreateAsync(
            postgres, IngestorBench.SalesContract.Replace("format: csv", "format: parquet", StringComparison.Ordinal));
        ShortLease(bench);
        await bench.LandAsync("incoming/sales/a.parquet", ParquetFile.Write(
            "SELECT i::INT AS id, i::INT AS amount, 'note ' || i AS note FROM range(20000) t(i)"));
        Assert.NotEqual(0, await bench.StartProcess(crashAt: step).WaitForExitAsync());

        await bench.StartAsync();
        await bench.WaitForAsync("a.parquet", RawObjectStates.Committed);
        await DoneAsync(bench);

        Assert.Equal((1, 20_000), ((await bench.SalesAsync())!.CurrentVersion, (await bench.SalesAsync())!.Rows));
        await AssertSweptAsync(bench);
    }

    [Theory]
    [InlineData("write")]
    [InlineData("after-commit")]
    public async Task Crash_OfAReplay_TakesItsRecordsOnce(string step)
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        ShortLease(bench);
        await QueueReplayAsync(bench);
        Assert.NotEqual(0, await bench.StartProcess(crashAt: step).WaitForExitAsync());

        await bench.StartAsync();
        await DoneAsync(bench);

        await AssertReplayedOnceAsync(bench);
    }

    [Fact]
    public async Task Replay_TwoIngestors_TakeItsRecordsOnce()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        ShortLease(bench);
        await QueueReplayAsync(bench);

        // The same replay under another key of the queue, as if it had been asked for twice at one moment: both are run.
        await bench.Database.ExecuteAsync(
            """
            insert into platform.work_item (queue, payload, unique_key, max_attempts)
            select queue, payload, 'another', max_attempts from platform.work_item where unique_key like 'replay %'
            """);
        var children = Enumerable.Range(0, 2).Select(_ => bench.StartProcess()).ToList();
        await Task.WhenAll(children.Select(child => child.WaitForAsync("Application started", TimeSpan.FromSeconds(60))));
        await DoneAsync(bench);
        await children[0].SignalAsync("TERM");
        await children[0].WaitForExitAsync();

        await AssertReplayedOnceAsync(bench);
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
            await bench.LandAsync($"incoming/sales/{n:d2}.csv", Content(15_000));
        }

        var random = new Random(42);
        for (var round = 0; round < 3; round++)
        {
            var child = bench.StartProcess();
            await child.WaitForAsync("Committed:", TimeSpan.FromSeconds(60));
            await RandomMoment.PassAsync(random, TimeSpan.FromMilliseconds(200));
            await child.SignalAsync("KILL");
            await child.WaitForExitAsync();
        }

        await bench.StartAsync();
        await Eventually.TrueAsync(async () => (await bench.SalesAsync())?.CurrentVersion == files, TimeSpan.FromSeconds(60));
        Assert.Equal(files * 15_000, (await bench.SalesAsync())!.Rows);
        Assert.Equal(files, await bench.Database.ScalarAsync<long>("select count(*) from platform.ingestion"));
        Assert.Equal([15_000L * files], await Rows.QueryAsync(bench, "sales", files, "select count(*) from t"));
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

    private static Task DoneAsync(IngestorBench bench) => Eventually.TrueAsync(
        async () => await bench.Database.ScalarAsync<long>(
            "select count(*) from platform.work_item where queue = 'ingest' and state <> 'done'") == 0, TimeSpan.FromSeconds(60));

    // Ingests two good records and a broken one, corrects the contract, and asks for a replay while no Ingestor runs.
    private static async Task QueueReplayAsync(IngestorBench bench)
    {
        var first = bench.StartProcess();
        var ingestion = Assert.Single((await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n2,1.5,b\n3,30,c\n")).Ingestions);
        await DoneAsync(bench);
        await first.SignalAsync("TERM");
        await first.WaitForExitAsync();
        bench.WriteContract("sales", IngestorBench.SalesContract.Replace(
            "name: amount\n    type: int32", "name: amount\n    type: decimal(9,2)", StringComparison.Ordinal));
        var retakes = bench.Build().Services.GetRequiredService<Retakes>();
        Assert.Equal(RetakeOutcome.Queued, await retakes.ReplayAsync(ingestion.Id, 2, IngestorBench.Stop));
    }

    private static async Task AssertReplayedOnceAsync(IngestorBench bench)
    {
        var sales = await bench.SalesAsync();
        Assert.Equal((2, 3, 0), (sales!.CurrentVersion, sales.Rows, sales.RowsQuarantined));
        Assert.Equal([1, 2, 3], await Rows.QueryAsync(bench, "sales", 2, "select id from t order by id"));
        Assert.Equal(1, await bench.Database.ScalarAsync<long>("select count(*) from platform.ingestion where kind = 'replay'"));
        await AssertSweptAsync(bench);
    }

    // As in production a dead worker's item is taken over when its lease ends; only sooner.
    private static void ShortLease(IngestorBench bench)
    {
        bench.Settings["Work:Lease"] = "00:00:02";
        bench.Settings["Work:RenewInterval"] = "00:00:00.5";
        bench.Settings["Work:RescueInterval"] = "00:00:00.5";
    }

    private static async Task AssertSweptAsync(IngestorBench bench)
    {
        // What is being published has writes of its own under way, which are no leftovers.
        await Eventually.TrueAsync(
            async () => await bench.Database.ScalarAsync<long>(
                "select count(*) from platform.work_item where queue = 'publish' and state <> 'done'") == 0, TimeSpan.FromSeconds(60));
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
