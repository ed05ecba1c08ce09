using System.Globalization;
using Analytics.Datasets.Delta;
using Analytics.Fixtures;
using Analytics.Fixtures.Datasets;
using Analytics.Storage;

namespace Analytics.Datasets.Tests.Delta;

public sealed class CheckpointTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Publish_TableOfManyFiles_HasACheckpointOnlyWhereItHasBeenPaidFor()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        await WideTable.AddAsync(bench.Datasets.Database, version: 1, files: 30_000);
        for (var version = 2; version <= 60; version++)
        {
            await WideTable.AddAsync(bench.Datasets.Database, version, files: version == 25 ? 7_000 : 1);
        }

        await bench.PublishAsync(60);

        // The first; then for a fifth that changed; then it takes 38 commits, since there are 37,000 files.
        Assert.Equal([10, 30], await CheckpointsAsync(bench));
        Assert.Equal("37028", await bench.CheckpointAsync(30, "SELECT count(DISTINCT add.\"path\") FROM c"));
        Assert.Equal("37031", await bench.CheckpointAsync(30, "SELECT count(*) FROM c"));
        for (var version = 61; version <= 70; version++)
        {
            await WideTable.AddAsync(bench.Datasets.Database, version, files: 1);
        }

        await bench.PublishAsync(70);
        Assert.Equal([10, 30, 70], await CheckpointsAsync(bench));
    }

    [Fact]
    public async Task Publish_NoteOfTheLastCheckpointCannotBeRead_WritesOneAnew()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        await WideTable.AddAsync(bench.Datasets.Database, version: 1, files: 30_000);
        for (var version = 2; version <= 20; version++)
        {
            await WideTable.AddAsync(bench.Datasets.Database, version, files: 1);
        }

        await bench.PublishAsync(19);
        await bench.Datasets.Processed.PutAsync(
            DeltaKeys.LastCheckpoint(DatasetBench.Dataset), new MemoryStream("{\"version\":\"ten\"}"u8.ToArray()), PutCondition.Always,
            DeltaBench.Stop);
        await bench.PublishAsync(20);

        Assert.Equal([10, 20], await CheckpointsAsync(bench));
    }

    [Fact]
    public async Task Publish_ManyVersionsBehind_FindsTheLogsEndWithoutListingIt()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        for (var version = 1; version <= 60; version++)
        {
            await WideTable.AddAsync(bench.Datasets.Database, version, files: 1);
        }

        await bench.PublishAsync(17);
        var (store, calls) = CalledStore.Of(bench.Datasets.Processed);

        Assert.Equal(43, (await bench.PublishAsync(60, store)).Commits);

        Assert.Contains("PutAsync", calls);
        Assert.DoesNotContain("ListAsync", calls);
        Assert.Equal([10, 20, 30, 40, 50, 60], await CheckpointsAsync(bench));
    }

    private static async Task<IReadOnlyList<int>> CheckpointsAsync(DeltaBench bench) =>
        [.. (await bench.LogAsync()).Where(name => name.EndsWith(".checkpoint.parquet", StringComparison.Ordinal))
            .Select(name => int.Parse(name.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture))];
}
