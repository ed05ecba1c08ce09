using Analytics.Fixtures;
using Analytics.Fixtures.Datasets;

namespace Analytics.Datasets.Tests;

public sealed class ContractRegistryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Register_SameTextAgain_IsTheSameVersion()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);

        Assert.Equal(1, await bench.RegisterAsync("one"));
        Assert.Equal(2, await bench.RegisterAsync("two"));
        Assert.Equal(1, await bench.RegisterAsync("one"));
        Assert.Equal("two", await bench.Get<ContractRegistry>().FindAsync(DatasetBench.Dataset, 2, DatasetBench.Stop));
    }

    [Fact]
    public async Task Register_FirstText_MakesTheEmptyDataset()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        await bench.RegisterAsync();

        var version = Assert.Single(await bench.Reads.VersionsAsync(DatasetBench.Dataset, null, 10, DatasetBench.Stop));
        Assert.Equal((0, "create", true, 0), (version.Version, version.Kind, version.Kept, version.Rows));
        Assert.Empty((await bench.Reads.FilesAsync(DatasetBench.Dataset, 0, DatasetBench.Stop))!);
    }

    [Fact]
    public async Task Register_ManyAtOnce_NumbersThemWithoutGaps()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);

        var versions = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => bench.RegisterAsync($"text {n % 10}")));

        Assert.Equal(Enumerable.Range(1, 10), versions.Distinct().Order());
    }

    [Fact]
    public async Task Register_ByTwoAtOnce_HasTheEmptyDatasetPublishedOnce()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        await bench.Database.ExecuteAsync(
            """
            insert into platform.dataset (name) values ('flights');
            create function ended() returns trigger language plpgsql as
                $$ begin new.state := 'done'; new.finished_at := now(); return new; end $$;
            create trigger ended before insert on platform.work_item for each row execute function ended()
            """);
        Task<int>[] both;
        await using (await bench.Database.HoldAsync("select from platform.dataset where name = 'flights' for update"))
        {
            both = [bench.RegisterAsync(), bench.RegisterAsync()];
            await Eventually.TrueAsync(async () => await bench.Database.ScalarAsync<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 2);
        }

        var versions = await Task.WhenAll(both);
        Assert.Equal([1, 1], versions);
        Assert.Equal(1, await bench.Database.ScalarAsync<long>("select count(*) from platform.work_item where queue = 'publish'"));
    }
}
