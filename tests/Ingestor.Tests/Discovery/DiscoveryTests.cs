using System.Diagnostics;
using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Ingestor.Tests.Support;
using Analytics.Storage;

namespace Analytics.Ingestor.Tests.Discovery;

public sealed class DiscoveryTests(PostgresFixture postgres)
{
    private const string Csv = "id,amount,note\n1,10,a\n2,20,b\n";

    [Fact]
    public async Task Discovery_HintsShuffledDoubledAndATenthDropped_EachObjectIsIngestedOnce()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var events = new ScriptedEvents();
        var keys = Enumerable.Range(0, 40).Select(n => $"incoming/sales/{n:d2}.csv").ToArray();
        var random = new Random(20261123);
        await bench.StartAsync(events);
        foreach (var key in keys)
        {
            await bench.LandAsync(key, Csv);
        }

        var hints = keys.Where(_ => random.Next(10) > 0).SelectMany(key => Enumerable.Repeat(key, random.Next(1, 4))).ToArray();
        random.Shuffle(hints);
        foreach (var key in hints)
        {
            events.Send(key);
        }

        await Eventually.TrueAsync(async () => (await bench.SalesAsync())?.CurrentVersion == keys.Length, TimeSpan.FromSeconds(60));
        Assert.Equal(80, (await bench.SalesAsync())!.Rows);
        Assert.Equal(40, await bench.Database.ScalarAsync<long>("select count(*) from platform.raw_object"));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Discovery_ForgedHints_AreRefusedOrIgnored()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var events = new ScriptedEvents();
        await bench.StartAsync(events);
        foreach (var key in (string[])["incoming/sales/../../etc/passwd", "/etc/passwd", "incoming/a\0b", new('k', 2000), "elsewhere/x",
            "incoming/sales/no-such.csv"])
        {
            events.Send(key);
        }

        await bench.LandAsync("incoming/sales/real.csv", Csv);
        events.Send("incoming/sales/real.csv");
        await bench.WaitForAsync("real.csv", RawObjectStates.Committed);

        var refused = await Eventually.ValueAsync(async () =>
            await bench.Objects.ListAsync(new() { States = [RawObjectStates.Refused] }, IngestorBench.Stop) is { Count: 4 } all
                ? all : null);
        Assert.All(refused, item => Assert.NotEmpty(item.Reason ?? ""));
        Assert.Equal(5, await bench.Database.ScalarAsync<long>("select count(*) from platform.raw_object"));
    }

    [Fact]
    public async Task Listing_SymbolicLinksAndNamesThatAreNoKeys_AreRefusedWithTheReasonAndNotRead()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var secret = bench.PathOf("secret");
        await File.WriteAllTextAsync(secret, Csv, IngestorBench.Stop);
        var folder = Directory.CreateDirectory(Path.Combine(bench.Raw.RootPath, "incoming", "sales")).FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "link.csv"), secret);
        await File.WriteAllTextAsync(Path.Combine(folder, "back\\slash.csv"), Csv, IngestorBench.Stop);
        await bench.StartAsync();

        var link = await bench.WaitForAsync("link.csv", RawObjectStates.Refused);
        var slash = await bench.WaitForAsync("slash.csv", RawObjectStates.Refused);

        Assert.Contains("symbolic link", link.Object.Reason);
        Assert.Contains("backslash", slash.Object.Reason);
        Assert.Empty(await bench.StoredAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Discovery_FileBesideTheIncomingFolder_IsUnclaimedAndSaysWhereItBelongs(bool beforeTheStart)
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        if (!beforeTheStart)
        {
            await bench.StartAsync();
            await bench.IngestAsync("incoming/sales/a.csv", Csv);
        }

        await bench.LandAsync("sales/beside.csv", Csv);
        if (beforeTheStart)
        {
            await bench.StartAsync();
        }

        var found = await bench.WaitForAsync("beside.csv", RawObjectStates.Unclaimed);
        Assert.Contains("move it to incoming/<dataset>/", found.Object.Reason);
        await bench.Raw.DeleteAsync(ObjectKey.Parse("sales/beside.csv"), IngestorBench.Stop);
        await bench.WaitForAsync("beside.csv", RawObjectStates.Missing);
    }

    [Fact]
    public async Task Listing_UnknownDatasetFolder_IsUnclaimedUntilAContractClaimsIt()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres, contract: null);
        await bench.StartAsync();
        await bench.LandAsync("incoming/sales/a.csv", Csv);
        await bench.LandAsync("incoming/loose.csv", Csv);

        Assert.Contains("datasets/sales.yaml", (await bench.WaitForAsync("a.csv", RawObjectStates.Unclaimed)).Object.Reason);
        Assert.Contains("incoming/<dataset>/", (await bench.WaitForAsync("loose.csv", RawObjectStates.Unclaimed)).Object.Reason);

        bench.WriteContract("sales", IngestorBench.SalesContract);
        var claimed = await bench.WaitForAsync("a.csv", RawObjectStates.Committed);
        Assert.Equal(["unclaimed", "landed", "reading", "committed"], claimed.Steps.Select(step => step.Step));
    }

    [Fact]
    public async Task Listing_ContractWithFaults_SaysThatTheContractIsTheReason()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres, "format: cvs\nfields: []\n");
        await bench.StartAsync();
        await bench.LandAsync("incoming/sales/a.csv", Csv);

        Assert.Contains("has faults", (await bench.WaitForAsync("a.csv", RawObjectStates.Unclaimed)).Object.Reason);
    }

    [Fact]
    public async Task Listing_UnclaimedObjectRemoved_IsMissing()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres, contract: null);
        await bench.StartAsync();
        await bench.LandAsync("incoming/sales/a.csv", Csv);
        await bench.WaitForAsync("a.csv", RawObjectStates.Unclaimed);
        await bench.Raw.DeleteAsync(ObjectKey.Parse("incoming/sales/a.csv"), IngestorBench.Stop);

        Assert.Contains("removed", (await bench.WaitForAsync("a.csv", RawObjectStates.Missing)).Object.Reason);
    }

    [Fact]
    public async Task Discovery_FileThatStillGrows_IsTakenWholeOnceItRests()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        bench.Settings["Ingest:SettleTime"] = "00:00:00.5";
        await bench.StartAsync();
        var folder = Directory.CreateDirectory(Path.Combine(bench.Raw.RootPath, "incoming", "sales")).FullName;
        var rows = 0;
        await using (var file = new StreamWriter(Path.Combine(folder, "grows.csv")))
        {
            await file.WriteAsync("id,amount,note\n");
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(1); rows++)
            {
                await file.WriteAsync($"{rows},{rows},x\n");
                await file.FlushAsync(IngestorBench.Stop);
                await pace.WaitForNextTickAsync(IngestorBench.Stop);
            }
        }

        await bench.WaitForAsync("grows.csv", RawObjectStates.Committed);

        Assert.Equal(rows, (await bench.SalesAsync())!.Rows);
        Assert.Equal(1, (await bench.SalesAsync())!.CurrentVersion);
    }

    [Fact]
    public async Task Ingest_TraceThatCameWithTheHint_IsKeptWithObjectAndWork()
    {
        const string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using var bench = await IngestorBench.CreateAsync(postgres);
        bench.Settings["Ingest:ListingInterval"] = "01:00:00";
        bench.Settings["Ingest:SettleTime"] = "00:30:00";
        var events = new ScriptedEvents();
        await bench.StartAsync(events);
        await bench.LandAsync("incoming/sales/a.csv", Csv);
        events.Send("incoming/sales/a.csv", trace);
        await bench.WaitForAsync("a.csv", RawObjectStates.Committed);

        Assert.Equal(2, await bench.Database.ScalarAsync<long>(
            "select count(*) from platform.work_item where starts_with(trace_parent, $1) and queue in ('ingest', 'trigger')", trace[..35]));
    }

    [Fact]
    public async Task Events_ThatCannotBeReached_AreAskedForMoreAndMoreRarely()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var events = new FailingEvents();
        await bench.StartAsync(events);

        await Eventually.TrueAsync(() => events.Asked.Count >= 5);

        // With no growth the four waits are at most four times the first one, which is 100 ms.
        Assert.True(Stopwatch.GetElapsedTime(events.Asked[0], events.Asked[4]) > TimeSpan.FromMilliseconds(600));
    }
}
