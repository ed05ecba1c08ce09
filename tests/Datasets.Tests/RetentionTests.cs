using Analytics.Fixtures;
using Analytics.Fixtures.Datasets;
using Analytics.Storage;
using Analytics.Tabular.Conversion;

namespace Analytics.Datasets.Tests;

public sealed class RetentionTests(PostgresFixture postgres)
{
    private const string Key = "incoming/flights/a.csv";

    [Fact]
    public async Task Apply_TwoVersionsKept_RemovesFilesThatNeitherNames()
    {
        await using var bench = await Setup();

        var result = await bench.Get<Retention>().ApplyAsync(DatasetBench.Dataset, 2, null, TimeSpan.Zero, DatasetBench.Stop);

        // Versions 3 and 4 stay; the first object's rows and quarantine were only in version 1, the second's in 2 and 3.
        Assert.Equal(2, result.Files);
        Assert.Null(await bench.Reads.FilesAsync(DatasetBench.Dataset, 2, DatasetBench.Stop));
        Assert.Equal([20, 5], await bench.RowsOfVersionAsync(3));
        Assert.Equal([5, 30], await bench.RowsOfVersionAsync(4));
        Assert.Equal(3, (await Stored(bench)).Count);
        Assert.Equal(3, (await bench.SummaryAsync()).OldestVersion);
        Assert.Equal(default, await bench.Get<Retention>().ApplyAsync(DatasetBench.Dataset, 2, null, TimeSpan.Zero, DatasetBench.Stop));
    }

    [Fact]
    public async Task Apply_RejectedAndReplaced_RemovesTheBrokenRecordsWithTheVersionsBefore()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        await bench.RegisterAsync();
        await bench.LandAsync(Key, "broken");
        await bench.CommitAsync(await bench.ClaimAsync(), 0, quarantined: 7, fault: new FileFault("rejected.share", "m", "a"));
        await bench.IngestAsync("incoming/flights/other.csv", "other", 3);
        Assert.Equal(default, await bench.Get<Retention>().ApplyAsync(DatasetBench.Dataset, 1, null, TimeSpan.Zero, DatasetBench.Stop));
        Assert.Equal(7, (await bench.Get<RawObjectReads>().FindIngestionAsync(1, DatasetBench.Stop))?.QuarantineKept);

        await bench.IngestAsync(Key, "mended", 10);
        Assert.Equal(1, (await bench.Get<Retention>().ApplyAsync(DatasetBench.Dataset, 1, null, TimeSpan.Zero, DatasetBench.Stop)).Files);

        Assert.Equal(0, (await bench.Get<RawObjectReads>().FindIngestionAsync(1, DatasetBench.Stop))?.QuarantineKept);
        Assert.Equal(0, (await bench.SummaryAsync()).RowsQuarantined);
    }

    [Fact]
    public async Task Apply_VersionYoungerThanTheGrace_StaysReadable()
    {
        await using var bench = await Setup();

        Assert.Equal(default, await bench.Get<Retention>().ApplyAsync(
            DatasetBench.Dataset, 1, null, TimeSpan.FromHours(1), DatasetBench.Stop));
        Assert.Equal([10], await bench.RowsOfVersionAsync(1));
    }

    [Fact]
    public async Task Apply_RawAge_RemovesCommittedObjectsAndNeverTheNewOneUnderTheirKey()
    {
        await using var bench = await Setup();
        await AgeAsync(bench, "id <= 2");

        var result = await bench.Get<Retention>().ApplyAsync(
            DatasetBench.Dataset, null, TimeSpan.FromDays(1), TimeSpan.Zero, DatasetBench.Stop);

        Assert.Equal(0, result.RawObjects);
        Assert.NotNull(await bench.Raw.FindAsync(ObjectKey.Parse(Key), DatasetBench.Stop));
        await AgeAsync(bench, "true");
        result = await bench.Get<Retention>().ApplyAsync(
            DatasetBench.Dataset, null, TimeSpan.FromDays(1), TimeSpan.Zero, DatasetBench.Stop);
        Assert.Equal(2, result.RawObjects);
        Assert.Null(await bench.Raw.FindAsync(ObjectKey.Parse(Key), DatasetBench.Stop));
    }

    [Fact]
    public async Task Retention_FileCommittedLate_IsKeptItsFullTime()
    {
        await using var bench = await Setup();
        await bench.Database.ExecuteAsync("update platform.raw_object set seen_at = now() - interval '2 days'");

        var result = await bench.Get<Retention>().ApplyAsync(
            DatasetBench.Dataset, null, TimeSpan.FromDays(1), TimeSpan.Zero, DatasetBench.Stop);

        Assert.Equal(0, result.RawObjects);
        Assert.NotNull(await bench.Raw.FindAsync(ObjectKey.Parse(Key), DatasetBench.Stop));
    }

    [Fact]
    public async Task Sweep_FilesThatNothingNames_AreRemovedOnceTheyAreOldEnough()
    {
        await using var bench = await Setup();
        var named = await Stored(bench);
        var orphan = DatasetKeys.Data(DatasetBench.Dataset, "died", 1);
        var orphanQuarantine = DatasetKeys.QuarantineOf(DatasetBench.Dataset, "died", 1);
        var table = ObjectKey.Parse("datasets/flights/_delta_log/0.json");
        foreach (var key in (ObjectKey[])[orphan, orphanQuarantine, table])
        {
            await bench.Processed.PutAsync(key, new MemoryStream([1]), PutCondition.Always, DatasetBench.Stop);
        }

        Assert.Equal(0, await bench.Get<Sweeper>().SweepAsync(TimeSpan.FromHours(24), DatasetBench.Stop));
        Assert.Equal(2, await bench.Get<Sweeper>().SweepAsync(TimeSpan.Zero, DatasetBench.Stop));
        Assert.Equal(named.Append(table.Value).Order(StringComparer.Ordinal), await Stored(bench));
    }

    [Fact]
    public async Task Sweep_FilesOfARunningAttempt_AreKept()
    {
        await using var bench = await Setup();
        var id = await bench.LandAsync("incoming/flights/c.csv", "four");
        var item = await bench.ClaimAsync();
        var file = DatasetKeys.Data(DatasetBench.Dataset, DatasetKeys.NewAttempt(id!.Value, item.Attempt), 1);
        await bench.Processed.PutAsync(file, new MemoryStream([1]), PutCondition.Always, DatasetBench.Stop);

        Assert.Equal(0, await bench.Get<Sweeper>().SweepAsync(TimeSpan.Zero, DatasetBench.Stop));
        Assert.NotNull(await bench.Processed.FindAsync(file, DatasetBench.Stop));

        // Its commit named other files, so that nothing can name this one any more.
        await bench.CommitAsync(item, rows: 1);
        Assert.Equal(1, await bench.Get<Sweeper>().SweepAsync(TimeSpan.Zero, DatasetBench.Stop));
    }

    private static async Task AgeAsync(DatasetBench bench, string which)
    {
        await bench.Database.ExecuteAsync($"update platform.raw_object set seen_at = now() - interval '2 days' where {which}");
        await bench.Database.ExecuteAsync(
            $"""
            update platform.ingestion set finished_at = now() - interval '2 days'
            where raw_object_id in (select id from platform.raw_object where {which})
            """);
    }

    private static async Task<List<string>> Stored(DatasetBench bench)
    {
        var keys = new List<string>();
        await foreach (var entry in bench.Processed.ListAsync("", DatasetBench.Stop))
        {
            keys.Add(entry.Key.Value);
        }

        return keys;
    }

    private async Task<DatasetBench> Setup()
    {
        var bench = await DatasetBench.CreateAsync(postgres);
        await bench.RegisterAsync();
        await bench.IngestAsync(Key, "one", rows: 10, quarantined: 2);
        await bench.IngestAsync(Key, "two", rows: 20);
        await bench.IngestAsync("incoming/flights/b.csv", "other", rows: 5);
        await bench.IngestAsync(Key, "three", rows: 30);
        return bench;
    }
}
