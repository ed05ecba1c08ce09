using System.Globalization;
using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Ingestor.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Ingestor.Tests.Ingest;

public sealed class SmallFilesTests(PostgresFixture postgres)
{
    private const int Files = 300;

    [Fact]
    public async Task Ingest_ManySmallFilesDueTogether_ShareVersionsAndKeepEachFilesRows()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await LandAllAsync(bench);
        await bench.LandAsync("incoming/sales/broken.csv", "no,such,columns\n1,2,3\n");
        await bench.LandAsync("incoming/sales/twin.csv", ContentOf(7));
        await bench.StartAsync();

        await QuietAsync(bench);

        var sales = (await bench.SalesAsync())!;
        Assert.Equal(2 * Files + 2, sales.Rows);
        Assert.InRange(sales.CurrentVersion, 3, 20);
        Assert.Equal("rejected", (await bench.WaitForAsync("broken.csv", RawObjectStates.Rejected)).Object.State);
        Assert.Equal(
            Enumerable.Range(1, Files).SelectMany(n => (int[])[n, n + 1_000_000]).Append(7).Append(1_000_007).Order(),
            (await Rows.QueryAsync(bench, "sales", sales.CurrentVersion, "select id from t order by id")).Cast<int>());
        await bench.AssertConsistentAsync();

        // What was committed together is replaced alone.
        await bench.IngestAsync("incoming/sales/f-0003.csv", "id,amount,note\n-1,1,newer\n");
        await Eventually.TrueAsync(async () => (await bench.SalesAsync())!.Rows == 2 * Files + 1);
        Assert.Equal(
            [-1], await Rows.QueryAsync(bench, "sales", sales.CurrentVersion + 1, "select id from t where id < 0 or id in (3, 1000003)"));
    }

    [Theory]
    [InlineData("write")]
    [InlineData("before-commit")]
    [InlineData("after-commit")]
    public async Task Crash_AmongFilesThatAreCommittedTogether_TakesEachFileOnce(string step)
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        bench.Settings["Work:Lease"] = "00:00:02";
        bench.Settings["Work:RenewInterval"] = "00:00:00.5";
        bench.Settings["Work:RescueInterval"] = "00:00:00.3";
        await LandAllAsync(bench);
        Assert.NotEqual(0, await bench.StartProcess(crashAt: step).WaitForExitAsync());
        var host = await bench.StartAsync();

        await QuietAsync(bench);

        Assert.Equal(2 * Files, (await bench.SalesAsync())!.Rows);
        Assert.Equal(Files, await bench.Database.ScalarAsync<long>("select count(*) from platform.ingestion where outcome = 'committed'"));

        // What the process that was killed had written is nobody's.
        await host.Services.GetRequiredService<Sweeper>().SweepAsync(TimeSpan.Zero, IngestorBench.Stop);
        await bench.AssertConsistentAsync();
    }

    private static async Task LandAllAsync(IngestorBench bench)
    {
        for (var n = 1; n <= Files; n++)
        {
            await bench.LandAsync(string.Create(CultureInfo.InvariantCulture, $"incoming/sales/f-{n:0000}.csv"), ContentOf(n));
        }
    }

    private static string ContentOf(int n) => string.Create(
        CultureInfo.InvariantCulture, $"id,amount,note\n{n},{n},a\n{n + 1_000_000},{n},b\n");

    /// <summary>Waits until the listing has found all and all are read.</summary>
    private static Task QuietAsync(IngestorBench bench) => Eventually.TrueAsync(
        async () => await bench.Database.ScalarAsync<bool>(
            $"""
            select (select count(*) from platform.raw_object where state in ('committed', 'rejected')) >= {Files}
                and not exists (select from platform.raw_object where state in ('landed', 'reading'))
                and not exists (select from platform.work_item where queue in ('ingest', 'publish') and state in ('available', 'running'))
            """),
        TimeSpan.FromMinutes(2), "all files are read");
}
