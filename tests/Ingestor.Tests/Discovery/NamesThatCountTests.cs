using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Ingestor.Tests.Support;

namespace Analytics.Ingestor.Tests.Discovery;

/// <summary>Which names are files, and what becomes of objects that get another name.</summary>
public sealed class NamesThatCountTests(PostgresFixture postgres)
{
    private const string Csv = "id,amount,note\n1,10,a\n2,20,b\n";

    [Fact]
    public async Task Ingestor_NamesWrittenAside_AreIgnoredAndShownWithTheReason()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        await bench.LandAsync("incoming/sales/_SUCCESS", "");
        await bench.LandAsync("incoming/sales/up.csv.tmp", Csv);
        await bench.IngestAsync("incoming/sales/real.csv", Csv);

        var marker = await bench.WaitForAsync("_SUCCESS", RawObjectStates.Ignored);
        await bench.WaitForAsync("up.csv.tmp", RawObjectStates.Ignored);

        Assert.Contains("'_SUCCESS' is a name that senders write aside", marker.Object.Reason, StringComparison.Ordinal);
        Assert.Equal((1, 2), await StateAsync(bench));

        Move(bench, "up.csv.tmp", "up.csv");
        await bench.WaitForAsync("sales/up.csv", RawObjectStates.Committed);
        Assert.Equal((2, 4), await StateAsync(bench));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Ingestor_IgnoredFileThatGrows_HasOneRowInTheLedger()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        for (var part = 1; part <= 5; part++)
        {
            await bench.LandAsync("incoming/sales/up.csv.part", new string('x', part));
            await Eventually.TrueAsync(async () =>
                await bench.Database.ScalarAsync<long>("select coalesce(max(size_bytes), 0) from platform.raw_object") == part);
        }

        Assert.Equal(1, await bench.Database.ScalarAsync<long>("select count(*) from platform.raw_object"));
    }

    [Fact]
    public async Task Ingestor_ContractIsRemoved_WhatWasIgnoredIsUnclaimed()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        await bench.LandAsync("incoming/sales/up.csv.tmp", Csv);
        await bench.WaitForAsync("up.csv.tmp", RawObjectStates.Ignored);

        File.Delete(bench.PathOf("catalog/datasets/sales.yaml"));

        var found = await bench.WaitForAsync("up.csv.tmp", RawObjectStates.Unclaimed);
        Assert.Contains("No contract names the dataset 'sales'", found.Object.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ingestor_ContractTakesAnotherName_WhatWasIgnoredIsRead()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres, "files: \"*.txt\"\n" + IngestorBench.SalesContract);
        await bench.StartAsync();
        await bench.LandAsync("incoming/sales/a.csv", Csv);
        var ignored = await bench.WaitForAsync("a.csv", RawObjectStates.Ignored);
        Assert.Contains("The contract's 'files' (*.txt) leave this name out.", ignored.Object.Reason, StringComparison.Ordinal);

        bench.WriteContract("sales", "files: \"*.csv\"\n" + IngestorBench.SalesContract);

        await bench.WaitForAsync("a.csv", RawObjectStates.Committed);
        Assert.Equal((1, 2), await StateAsync(bench));
    }

    [Fact]
    public async Task Ingestor_RenamedAfterItWasRead_CountsOnceAndTheVersionSaysWhy()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        await bench.IngestAsync("incoming/sales/first.csv", Csv);

        Move(bench, "first.csv", "second.csv");
        await bench.WaitForAsync("second.csv", RawObjectStates.Committed);

        var former = await bench.WaitForAsync("first.csv", RawObjectStates.Superseded);
        Assert.Contains("It was renamed to incoming/sales/second.csv", former.Object.Reason, StringComparison.Ordinal);
        var version = await bench.Reads.FindVersionAsync("sales", 2, IngestorBench.Stop);
        Assert.Equal(("rename", "renamed from incoming/sales/first.csv", 2L), (version!.Kind, version.Reason, version.Rows));

        // Back again, and on to a folder of the sender's own making.
        Move(bench, "second.csv", "first.csv");
        await Eventually.TrueAsync(async () => (await bench.SalesAsync())!.CurrentVersion == 3);
        Directory.CreateDirectory(Path.Combine(Incoming(bench), "done"));
        Move(bench, "first.csv", "done/first.csv");
        await Eventually.TrueAsync(async () => (await bench.SalesAsync())!.CurrentVersion == 4);
        Assert.Equal((4, 2), await StateAsync(bench));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Ingestor_CopiedAndThenTheOriginalRemoved_CountsOnce()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        await bench.IngestAsync("incoming/sales/first.csv", Csv);
        await bench.IngestAsync("incoming/sales/second.csv", Csv);
        Assert.Equal((2, 4), await StateAsync(bench));

        File.Delete(Path.Combine(Incoming(bench), "first.csv"));

        await Eventually.TrueAsync(async () => (await bench.SalesAsync())!.CurrentVersion == 3);
        var version = await bench.Reads.FindVersionAsync("sales", 3, IngestorBench.Stop);
        Assert.Equal(("rename", "renamed from incoming/sales/first.csv", 2L, 1),
            (version!.Kind, version.Reason, version.Rows, version.Files));
        Assert.Equal(RawObjectStates.Superseded, (await bench.WaitForAsync("first.csv", RawObjectStates.Superseded)).Object.State);
        await bench.PublishedAsync("sales", 3);
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Ingestor_RenamedWhileATwinIsThere_CountsTheNamesThatAreLeft()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        await bench.IngestAsync("incoming/sales/first.csv", Csv);
        await bench.IngestAsync("incoming/sales/twin.csv", Csv);

        // A rename that is a copy, and then a removal.
        await bench.IngestAsync("incoming/sales/third.csv", Csv);
        Assert.Equal((3, 6), await StateAsync(bench));
        File.Delete(Path.Combine(Incoming(bench), "first.csv"));

        await Eventually.TrueAsync(async () => await StateAsync(bench) == (4, 4));
        await bench.PublishedAsync("sales", 4);
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Ingestor_ArchivedAfterItWasRead_KeepsItsRows()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        await bench.IngestAsync("incoming/sales/first.csv", Csv);
        File.Move(Path.Combine(Incoming(bench), "first.csv"), bench.PathOf("archived.csv"));

        await bench.IngestAsync("incoming/sales/second.csv", "id,amount,note\n3,30,c\n");

        Assert.Equal((2, 3), await StateAsync(bench));
        Assert.Equal(RawObjectStates.Committed, (await bench.WaitForAsync("first.csv", RawObjectStates.Committed)).Object.State);
    }

    private static string Incoming(IngestorBench bench) => Path.Combine(bench.Settings["Storage:RawPath"]!, "incoming", "sales");

    private static void Move(IngestorBench bench, string from, string to) =>
        File.Move(Path.Combine(Incoming(bench), from), Path.Combine(Incoming(bench), to));

    private static async Task<(long Version, long Rows)> StateAsync(IngestorBench bench) =>
        await bench.SalesAsync() is { } sales ? (sales.CurrentVersion, sales.Rows) : default;
}
