using Analytics.Fixtures;
using Analytics.Fixtures.Datasets;
using Analytics.Tests;

namespace Analytics.Datasets.Tests.Delta;

[Collection<MeasuredAlone>]
public sealed class CheckpointMemoryTests(PostgresFixture postgres)
{
    private const int Files = 300_000;
    private const long Megabyte = 1 << 20;

    /// <summary>The files' statistics alone are 300 MB.</summary>
    [Fact]
    public async Task Publish_LogAnewOver300000Files_KeepsOnlyAFewInMemory()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        await WideTable.AddAsync(bench.Datasets.Database, version: 1, Files, statsLength: 1_000);
        await WideTable.AddAsync(bench.Datasets.Database, version: 2, files: 1);
        await bench.Datasets.Database.ExecuteAsync("update platform.dataset set oldest_version = 2 where name = 'flights'");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var process = WorkingSet();

        // It begins with the oldest version that is kept: a commit of all files, and a checkpoint of them.
        var publish = Task.Run(() => bench.PublishAsync(2), DeltaBench.Stop);
        var (heap, whole) = (0L, 0L);
        await Eventually.TrueAsync(
            () =>
            {
                heap = Math.Max(heap, GC.GetTotalMemory(forceFullCollection: true));
                whole = Math.Max(whole, WorkingSet());
                return publish.IsCompleted;
            },
            TimeSpan.FromMinutes(5), "the log is published");

        Assert.Equal(1, (await publish).Commits);
        Assert.InRange((heap - before) / Megabyte, 0, 20);
        Assert.InRange((whole - process) / Megabyte, 0, 500);
        Assert.Equal($"{Files + 1}", await bench.CheckpointAsync(2, "SELECT count(add) FROM c"));
    }

    private static long WorkingSet()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
