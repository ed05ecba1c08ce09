using System.Text.Json;
using Analytics.Datasets;
using Analytics.Datasets.Delta;
using Analytics.Fixtures;
using Analytics.Ingestor.Maintenance;
using Analytics.Ingestor.Tests.Support;
using Analytics.Runs.DeadLetters;
using Analytics.Storage;
using Analytics.Work;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Ingestor.Tests.Publish;

public sealed class PublishTests(PostgresFixture postgres)
{
    private const string Key = "incoming/sales/a.csv";
    private const string Content = "id,amount,note\n1,10,a\n";

    private const string EveryType = """
        format: csv
        fields:
          - {name: flag, type: boolean}
          - {name: small, type: int16}
          - {name: large, type: int64}
          - {name: single, type: float}
          - {name: wide, type: double}
          - {name: dec9, type: "decimal(9,2)"}
          - {name: dec38, type: "decimal(38,3)"}
          - {name: day, type: date}
          - {name: clock, type: time}
          - {name: local, type: timestamp}
          - {name: instant, type: timestamptz}
          - {name: text, type: string}
          - {name: key, type: uuid}
          - {name: doc, type: json}
          - {name: never, type: int32}
        """;

    [Fact]
    public async Task Ingest_FileOfEveryType_PublishesItsVersionWithStatistics()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres, EveryType);
        await bench.StartAsync();
        await bench.IngestAsync(Key, string.Join('\n',
            "flag,small,large,single,wide,dec9,dec38,day,clock,local,instant,text,key,doc,never",
            "true,-3,9007199254740993,0.1,0.0,-0.05,-1234567890123456789012345678901234.567,1969-12-31,01:02:03,"
                + "1969-07-20T20:17:40.999999,2001-02-03T04:05:06.000001Z,\"ä \"\"quoted\"\" text of more than 32 characters\","
                + "123e4567-e89b-12d3-a456-426614174000,{},",
            "false,4,-1,1.5,1e300,12,7,2001-02-03,01:02:04,2001-02-03T04:05:06.7,9999-12-31T23:59:59.999999Z,z,"
                + "123e4567-e89b-12d3-a456-426614174001,[],",
            ",,,,,,,,,,,,,,\n"));

        await bench.PublishedAsync("sales", 1);

        Assert.Equal(["00000000000000000000.json", "00000000000000000001.json"], await bench.LogAsync("sales"));
        Assert.Equal(
            string.Concat(
                """{"numRecords":3,"minValues":{"small":-3,"large":-1,"single":0.10000000149011612,"wide":0,"dec9":-0.05""",
                ""","dec38":-1234567890123456789012345678901234.567,"day":"1969-""",
                """12-31","local":"1969-07-20T20:17:40.999","instant":"2001-02-03T04:05:06.000Z","text":"z"}""",
                ""","maxValues":{"small":4,"large":9007199254740993,"single":1.5,"wide":1E+300,"dec9":12.00,"dec38":7.000""",
                ""","day":"2001-02-03","local":"2001-02-03T04:05:06.700","instant":"9999-12-31T23:59:59.""",
                """999Z","text":"ä \"quoted\" text of more than 32!"}""",
                ""","nullCount":{"flag":1,"small":1,"large":1,"single":1,"wide":1,"dec9":1,"dec38":1,"day":1,"clock":1""",
                ""","local":1,"instant":1,"text":1,"key":1,"doc":1,"never":3}}"""),
            await StatsAsync(bench, 1));
    }

    [Fact]
    public async Task Ingest_ColumnOfLongValues_LeavesOutItsBounds()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        await bench.IngestAsync(Key, $"id,amount,note\n1,10,{new string('x', 2_000_000)}\n");
        await bench.PublishedAsync("sales", 1);

        Assert.Equal(
            """{"numRecords":1,"minValues":{"id":1,"amount":10},"maxValues":{"id":1,"amount":10},"nullCount":{"id":0,"amount":0}}""",
            await StatsAsync(bench, 1));
    }

    [Theory]
    [InlineData("after-commit")]
    [InlineData("after-publish")]
    public async Task Crash_AroundThePublication_PublishesOnce(string step)
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        bench.Settings["Work:Lease"] = "00:00:02";
        bench.Settings["Work:RenewInterval"] = "00:00:00.5";
        bench.Settings["Work:RescueInterval"] = "00:00:00.5";
        await bench.LandAsync(Key, Content);
        Assert.NotEqual(0, await bench.StartProcess(crashAt: step).WaitForExitAsync());

        await bench.StartAsync();
        await bench.WaitForAsync("a.csv", RawObjectStates.Committed);
        await bench.PublishedAsync("sales", 1);

        Assert.Equal(["00000000000000000000.json", "00000000000000000001.json"], await bench.LogAsync("sales"));
    }

    [Fact]
    public async Task Ingestors_TwoOnManyVersions_PublishThemAllInOrder()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        await bench.StartAsync();
        for (var n = 0; n < 12; n++)
        {
            await bench.LandAsync($"incoming/sales/{n}.csv", Content);
        }

        await Eventually.TrueAsync(async () => (await bench.SalesAsync())?.CurrentVersion == 12);
        await bench.PublishedAsync("sales", 12);

        var log = await bench.LogAsync("sales");
        Assert.Equal(15, log.Count);
        Assert.Equal(
            Enumerable.Range(0, 13).Select(n => $"{n:d20}.json"),
            log.Where(name => name.EndsWith(".json", StringComparison.Ordinal)));
        Assert.Contains("00000000000000000010.checkpoint.parquet", log);
    }

    [Fact]
    public async Task Maintenance_DatasetWithoutALog_HasItPublished()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var host = await bench.StartAsync();
        await bench.IngestAsync(Key, Content);
        await bench.PublishedAsync("sales", 1);
        Directory.Delete(Path.Combine(bench.ProcessedPath, DeltaKeys.Log("sales")), recursive: true);
        var maintenance = host.Services.GetRequiredService<MaintenanceLoop>();

        Assert.Equal(1, (await maintenance.RunOnceAsync(IngestorBench.Stop)).Unpublished);
        await bench.PublishedAsync("sales", 1);
        Assert.Equal(2, (await bench.LogAsync("sales")).Count);
        Assert.Equal(0, (await maintenance.RunOnceAsync(IngestorBench.Stop)).Unpublished);
    }

    [Fact]
    public async Task Publish_AnothersCommitLiesThere_WaitsForAPersonAndThenGoesOn()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.Processed.PutAsync(
            DeltaKeys.Commit("sales", 0), new MemoryStream("{}"u8.ToArray()), PutCondition.Always, IngestorBench.Stop);
        var host = await bench.StartAsync();
        await bench.IngestAsync(Key, Content);
        var box = new DeadLetterBox(bench.Database.DataSource, host.Services.GetRequiredService<WorkQueue>());
        await Eventually.TrueAsync(async () => (await box.ListAsync(null, 10, IngestorBench.Stop)).Count == 2);
        Assert.Contains(
            "In datasets/sales/_delta_log/ of the processed store there is a commit 0 that this platform did not write",
            (await box.ListAsync(null, 10, IngestorBench.Stop))[0].LastError, StringComparison.Ordinal);
        Assert.Equal(
            0, (await host.Services.GetRequiredService<MaintenanceLoop>().RunOnceAsync(IngestorBench.Stop)).Unpublished);

        await bench.Processed.DeleteAsync(DeltaKeys.Commit("sales", 0), IngestorBench.Stop);
        Assert.Equal(2, (await box.ReplayAsync(IngestorBench.Stop)).Replayed);
        await bench.PublishedAsync("sales", 1);
        Assert.Equal(2, (await bench.LogAsync("sales")).Count);
    }

    private static async Task<string> StatsAsync(IngestorBench bench, long version)
    {
        var lines = await File.ReadAllLinesAsync(
            Path.Combine(bench.ProcessedPath, DeltaKeys.Commit("sales", version).Value), IngestorBench.Stop);
        using var add = JsonDocument.Parse(Assert.Single(lines, line => line.StartsWith("{\"add\":", StringComparison.Ordinal)));
        return add.RootElement.GetProperty("add").GetProperty("stats").GetString() ?? "";
    }
}
