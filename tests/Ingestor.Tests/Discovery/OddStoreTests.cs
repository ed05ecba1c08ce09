using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Ingestor.Tests.Support;

namespace Analytics.Ingestor.Tests.Discovery;

/// <summary>What people who may write to the raw store's folder can put there beside files.</summary>
public sealed class OddStoreTests(PostgresFixture postgres)
{
    private const string Csv = "id,amount,note\n1,10,a\n2,20,b\n";
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Ingestor_LinksPipesAndLoopsMovedIn_ReadsTheFilesBesideThemAndStopsInTime()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var outside = Directory.CreateDirectory(bench.PathOf("outside")).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "secret.csv"), Csv, IngestorBench.Stop);
        var ingestor = bench.StartProcess();
        await bench.IngestAsync("incoming/sales/first.csv", Csv);

        var folder = bench.PathOf("moved");
        OddFiles.MakeLoops(folder);
        Directory.CreateSymbolicLink(Path.Combine(folder, "out"), outside);
        File.CreateSymbolicLink(Path.Combine(folder, "zero.csv"), "/dev/zero");
        OddFiles.MakePipe(Path.Combine(folder, "pipe.csv"));
        await File.WriteAllTextAsync(Path.Combine(folder, "second.csv"), "id,amount,note\n3,30,c\n", IngestorBench.Stop);
        Directory.Move(folder, Path.Combine(bench.Settings["Storage:RawPath"]!, "incoming", "sales", "moved"));
        await bench.LandAsync("incoming/sales/third.csv", "id,amount,note\n4,40,d\n");

        await bench.WaitForAsync("second.csv", RawObjectStates.Committed);
        await bench.WaitForAsync("third.csv", RawObjectStates.Committed);
        await Eventually.TrueAsync(async () =>
            await bench.Database.ScalarAsync<long>("select count(*) from platform.raw_object where state = 'refused'") == 6);
        Assert.Equal(0, await bench.Database.ScalarAsync<long>(
            "select count(*) from platform.raw_object where key like '%secret%' or key like '%one/%'"));

        await ingestor.SignalAsync("TERM");
        Assert.Equal(0, await ingestor.WaitForExitAsync(StopLimit));
    }
}
