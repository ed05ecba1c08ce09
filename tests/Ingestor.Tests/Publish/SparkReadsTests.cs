using System.Text;
using Analytics.Catalogue;
using Analytics.Datasets.Delta;
using Analytics.Fixtures;
using Analytics.Fixtures.Datasets;
using Analytics.Ingestor.Tests.Support;
using Analytics.Tabular.Schema;
using DuckDB.NET.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Ingestor.Tests.Publish;

/// <summary>Delta Lake's own reader finds the platform's rows, of every type, at the newest version and at older ones.</summary>
public sealed class SparkReadsTests(PostgresFixture postgres)
{
    private const string Contract = """
        format: csv
        partitionBy: [shop]
        fields:
          - {name: id, type: int32}
          - {name: shop, type: string}
          - {name: flag, type: boolean}
          - {name: small, type: int16}
          - {name: large, type: int64}
          - {name: single, type: float}
          - {name: wide, type: double}
          - {name: dec9, type: "decimal(9,2)"}
          - {name: dec18, type: "decimal(18,4)"}
          - {name: dec38, type: "decimal(38,10)"}
          - {name: day, type: date}
          - {name: clock, type: time}
          - {name: local, type: timestamp}
          - {name: instant, type: timestamptz}
          - {name: "a name, with (odd) signs", type: string}
          - {name: key, type: uuid}
          - {name: doc, type: json}

        """;

    private const string Header =
        "id,shop,flag,small,large,single,wide,dec9,dec18,dec38,day,clock,local,instant,\"a name, with (odd) signs\",key,doc";

    // Each column as a type that both engines write and read alike.
    private const string PlatformColumns = """
        id, shop, flag, small, large, single, wide, dec9, dec18, dec38, day, date_diff('microseconds', TIME '00:00:00', clock) AS clock,
        local, instant, "a name, with (odd) signs", upper(replace(key::VARCHAR, '-', '')) AS key, doc::VARCHAR AS doc
        """;

    private const string SparkColumns = """
        id, shop, flag, small, large, single, wide, dec9, dec18, dec38, day, clock, local, instant, "a name, with (odd) signs",
        upper(hex(key)) AS key, doc
        """;

    [Fact]
    public async Task Read_TwelveVersionsOfEveryType_FindsTheRowsOfEachAndMayNotWrite()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres, contract: null);
        bench.WriteContract("every", Contract);
        var host = await bench.StartAsync();
        for (var version = 1; version <= 10; version++)
        {
            await bench.IngestAsync($"incoming/every/{version:d2}.csv", Rows(version, 20));
        }

        // The eleventh replaces the rows of the third's file, and the twelfth comes under a contract with one column more.
        await bench.IngestAsync("incoming/every/03.csv", Rows(11, 5));
        await VersionAsync(bench, 11);
        bench.WriteContract("every", Contract + "  - {name: added, type: int32}\n");
        await Eventually.TrueAsync(() =>
            host.Services.GetRequiredService<ICatalogue>().Current.Datasets["every"].Schema.Fields[^1].Name == "added");
        await bench.IngestAsync("incoming/every/12.csv", Rows(12, 7, header: ",added", value: ",5"));
        await VersionAsync(bench, 12);
        await ChangeTypeAsync(bench, host.Services.GetRequiredService<ICatalogue>());
        await bench.PublishedAsync("every", 12);
        await bench.PublishedAsync("changed", 3);

        var changed = Path.Combine(bench.ProcessedPath, "datasets/changed");
        var table = Path.Combine(bench.ProcessedPath, "datasets/every");
        var trimmed = bench.PathOf("trimmed");
        CopyTable(table, trimmed, name => name.CompareTo("00000000000000000011", StringComparison.Ordinal) < 0
            && name.EndsWith(".json", StringComparison.Ordinal));
        var foreign = bench.PathOf("foreign");
        CopyTable(table, foreign, _ => false);
        var found = await Spark.RunAsync(
            new SparkTask(
                [
                    new("latest", table, bench.PathOf("latest")), new("v2", $"{table}@2", bench.PathOf("v2")),
                    new("v10", $"{table}@10", bench.PathOf("v10")), new("checkpoint", trimmed, bench.PathOf("checkpoint")),
                ],
                [
                    new("v0", $"{table}@0", "SELECT count(*) FROM t"), new("added", table, "SELECT count(added) FROM t"),
                    new("int", $"{changed}@1", "SELECT sum(n) FROM t"), new("mixed", $"{changed}@2", "SELECT sum(n) FROM t"),
                    new("long", changed, "SELECT sum(n) FROM t"),
                    new("write INSERT", foreign, $"INSERT INTO delta.`{foreign}` SELECT * FROM t"),
                    new("write DELETE", foreign, $"DELETE FROM delta.`{foreign}`"),
                    new("write OPTIMIZE", foreign, $"OPTIMIZE delta.`{foreign}`"),
                    new("write VACUUM", foreign, $"VACUUM delta.`{foreign}`"),
                ],
                [
                    new("by number", table, "id = 2005"), new("by large", table, "large = 9000000000000002005"),
                    new("by text", table,
                        "`a name, with (odd) signs` = '02005: ein sehr langer Text, der länger als 32 Zeichen ist 😀'"),
                    new("by shop", table, "shop = 'VIENNA'"), new("by wide", table, "wide = 2005.125"),
                    new("by single", table, "single = cast(2005.5 as float)"),
                    new("by dec9", table, "dec9 = 2005.25"), new("by dec18", table, "dec18 = -2005.2500"),
                    new("by dec38", table, "dec38 = 12345678901234562005.0000000001"),
                    new("by day", table, "day = date'2001-01-01' + 2005"),
                    new("by local", table, "local = timestamp_ntz'2001-02-03 00:33:25.123456'"),
                    new("by instant", table, "instant = timestamp'2001-02-03 00:33:25.123456Z'"),
                ]),
            bench.PathOf("spark"));

        Assert.Equal(
            ("192", "40", "200", "192"), (found["latest"], found["v2"], found["v10"], found["checkpoint"]));
        Assert.Equal(("0", "7"), (found["v0"], found["added"]));
        Assert.Equal(("1", "5000000002"), (found["int"], found["long"]));
        Assert.Contains("Column: [n], Expected: bigint, Found: INT32", found["mixed"], StringComparison.Ordinal);
        await AssertSameAsync(bench, 12, "latest");
        await AssertSameAsync(bench, 12, "checkpoint");
        await AssertSameAsync(bench, 10, "v10");
        await AssertSameAsync(bench, 2, "v2");
        Assert.All(
            found.Where(result => result.Key.StartsWith("by ", StringComparison.Ordinal) && result.Key != "by shop"),
            result => Assert.Equal($"{result.Key}: 1 rows of 1 files", $"{result.Key}: {result.Value}"));
        Assert.All(
            found.Where(result => result.Key.StartsWith("write ", StringComparison.Ordinal)),
            result => Assert.Matches("^FAULT .*writtenByAnalyticsPlatformOnly", $"{result.Value} <- {result.Key}"));
    }

    /// <summary>A checkpoint of several row groups. Spark counts by its statistics alone: most of the files are not there.</summary>
    [Fact]
    public async Task Read_LogThatBeginsWithACheckpointOf25001Files_CountsThemAll()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres, contract: null);
        bench.WriteContract("wide", "format: csv\nfields:\n  - {name: note, type: string}\n");
        var host = await bench.StartAsync();
        await bench.IngestAsync("incoming/wide/a.csv", "note\na\n");
        await bench.PublishedAsync("wide", 1);

        // Its maintenance would find that the files are not there, and load the one object again.
        await host.StopAsync(IngestorBench.Stop);
        await WideTable.AddAsync(bench.Database, version: 2, files: 25_000, dataset: "wide");
        await bench.Database.ExecuteAsync("update platform.dataset set oldest_version = 2 where name = 'wide'");
        await host.Services.GetRequiredService<DeltaPublisher>().PublishAsync(
            "wide", 2, Directory.CreateDirectory(bench.PathOf("wide-log")).FullName, IngestorBench.Stop);
        Assert.Equal(
            ["00000000000000000002.checkpoint.parquet", "00000000000000000002.json", "_last_checkpoint"], await bench.LogAsync("wide"));

        var found = await Spark.RunAsync(
            new SparkTask([], [new("wide", Path.Combine(bench.ProcessedPath, "datasets/wide"), "SELECT count(*) FROM t")], []),
            bench.PathOf("spark"));

        Assert.Equal("25001", found["wide"]);
    }

    private static Task VersionAsync(IngestorBench bench, long version, string dataset = "every") => Eventually.TrueAsync(
        async () => (await bench.Reads.FindAsync(dataset, IngestorBench.Stop))?.CurrentVersion == version);

    // At version 2 one file has the old type and one the new one; at version 3 the first file was landed anew.
    private static async Task ChangeTypeAsync(IngestorBench bench, ICatalogue catalogue)
    {
        const string before = "format: csv\nfields:\n  - {name: n, type: int32}\n";
        bench.WriteContract("changed", before);
        await Eventually.TrueAsync(() => catalogue.Current.Datasets.ContainsKey("changed"));
        await bench.IngestAsync("incoming/changed/a.csv", "n\n1\n");
        await VersionAsync(bench, 1, "changed");
        bench.WriteContract("changed", before.Replace("int32", "int64", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => catalogue.Current.Datasets["changed"].Schema.Fields[0].Type.Kind == ColumnKind.Int64);
        await bench.IngestAsync("incoming/changed/b.csv", "n\n5000000000\n");
        await VersionAsync(bench, 2, "changed");
        await bench.IngestAsync("incoming/changed/a.csv", "n\n2\n");
        await VersionAsync(bench, 3, "changed");
    }

    private static string Rows(int file, int count, string header = "", string value = "")
    {
        var text = new StringBuilder(Header).AppendLine(header);
        for (var n = 0; n < count; n++)
        {
            var id = (file * 1000) + n;
            var (minutes, seconds) = ((id / 60) % 60, id % 60);
            var missing = n == 1;
            text.Append(id).Append(n < count / 2 ? ",GRAZ," : ",VIENNA,").AppendLine(missing
                ? new string(',', 14) + value
                : $"{(n % 3 == 0 ? "true" : "false")},{n - 7},{9000000000000000000 + id},{id}.5,{id}.125,{id}.25,-{id}.25,"
                    + $"1234567890123456{id:d4}.0000000001,{new DateOnly(2001, 1, 1).AddDays(id):yyyy-MM-dd},"
                    + $"23:{minutes:d2}:{seconds:d2}.000001,2001-02-03T{id / 3600:d2}:{minutes:d2}:{seconds:d2}.123456,"
                    + $"2001-02-03T{(id / 3600) + 2:d2}:{minutes:d2}:{seconds:d2}.123456+02:00,"
                    + $"\"{id:d5}: ein sehr langer Text, der länger als 32 Zeichen ist 😀\","
                    + $"123e4567-e89b-12d3-a456-4266141{id:d5},\"{{\"\"n\"\": {n}}}\"{value}");
        }

        return text.ToString();
    }

    private static void CopyTable(string table, string target, Func<string, bool> leaveOut)
    {
        foreach (var file in Directory.EnumerateFiles(table, "*", SearchOption.AllDirectories))
        {
            if (!leaveOut(Path.GetFileName(file)))
            {
                var copy = Path.Combine(target, Path.GetRelativePath(table, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy) ?? target);
                File.Copy(file, copy);
            }
        }
    }

    /// <summary>What Spark read is, row by row, what the files hold that the platform names for the version.</summary>
    private static async Task AssertSameAsync(IngestorBench bench, long version, string read)
    {
        var files = await bench.Reads.FilesAsync("every", version, IngestorBench.Stop);
        Assert.NotNull(files);
        var paths = string.Join(", ", files.Select(file => $"'{Path.Combine(bench.Processed.RootPath, file.Key)}'"));
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            WITH platform AS (SELECT {PlatformColumns} FROM read_parquet([{paths}], union_by_name = true)),
                spark AS (SELECT {SparkColumns} FROM read_parquet('{bench.PathOf(read)}/*.parquet'))
            SELECT (SELECT count(*) FROM platform), (SELECT count(*) FROM spark),
                (SELECT count(*) FROM (FROM platform EXCEPT ALL FROM spark)), (SELECT count(*) FROM (FROM spark EXCEPT ALL FROM platform))
            """;
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        Assert.Equal((reader.GetInt64(0), 0, 0), (reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
    }
}
