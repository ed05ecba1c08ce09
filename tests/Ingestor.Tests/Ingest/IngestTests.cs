using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Fixtures.Storage;
using Analytics.Ingestor.Tests.Support;
using Analytics.Storage;

namespace Analytics.Ingestor.Tests.Ingest;

public sealed class IngestTests(PostgresFixture postgres)
{
    private const string Key = "incoming/sales/a.csv";

    [Fact]
    public async Task Ingest_GoodAndBrokenRecords_KeepsTheOnesAndQuarantinesTheOthersWhole()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();

        var detail = await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n2,1.5,b\n3,30,c\n,40,d\n5,50,e\n");

        Assert.Equal(["landed", "reading", "committed"], detail.Steps.Select(step => step.Step));
        var outcome = Assert.Single(detail.Ingestions);
        Assert.Equal((5, 3, 2, 1L), (outcome.Records, outcome.RowsKept, outcome.RowsQuarantined, outcome.Version));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await RawBytes(bench))), outcome.Sha256);
        Assert.Equal([1, 3, 5], await Rows.QueryAsync(bench, "sales", 1, "select id from t order by id"));
        var entries = await bench.Quarantine.RecordsAsync(outcome.Id, 0, 10, IngestorBench.Stop);
        Assert.Equal(["2,1.5,b", ",40,d"], entries.OrderBy(entry => entry.RecordNumber).Select(entry => entry.Raw.TrimEnd()));
        Assert.Equal(
            [("amount", "type", 1L), ("id", "required", 1L)],
            (await bench.Quarantine.IngestionRulesAsync(outcome.Id, IngestorBench.Stop))
                .Select(rule => (rule.Column, rule.Rule, rule.Violations)));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Ingest_NewerObjectUnderTheKey_ReplacesItsRowsAndEarlierVersionsStayReadable()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n2,20,b\n");
        await bench.IngestAsync("incoming/sales/other.csv", "id,amount,note\n9,90,z\n");
        await bench.LandAsync(Key, "id,amount,note\n7,70,g\n");
        await Eventually.TrueAsync(async () => (await bench.SalesAsync())!.CurrentVersion == 3);

        Assert.Equal([1, 2], await Rows.QueryAsync(bench, "sales", 1, "select id from t order by id"));
        Assert.Equal([1, 2, 9], await Rows.QueryAsync(bench, "sales", 2, "select id from t order by id"));
        Assert.Equal([7, 9], await Rows.QueryAsync(bench, "sales", 3, "select id from t order by id"));
        Assert.Equal("replace", (await bench.Reads.FindVersionAsync("sales", 3, IngestorBench.Stop))!.Kind);
    }

    [Fact]
    public async Task Ingest_FileRejectedByItsShare_KeepsTheBrokenRecordsAndMakesNoVersion()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();

        var detail = await bench.IngestAsync(Key, "id,amount,note\nx,10,a\ny,20,b\n3,30,c\n");

        Assert.Equal("rejected", detail.Object.State);
        Assert.Contains("\"advice\"", Assert.Single(detail.Ingestions).Fault);
        Assert.Equal(0, (await bench.SalesAsync())!.CurrentVersion);
        var rule = Assert.Single(await bench.Quarantine.IngestionRulesAsync(detail.Ingestions[0].Id, IngestorBench.Stop));
        Assert.Equal(("id", "type", 2L, 1L, 2L, "x"), (
            rule.Column, rule.Rule, rule.Violations, rule.FirstRecord, rule.FirstLine, rule.SampleValue));
        Assert.Equal(2, detail.Ingestions[0].QuarantineKept);
        var entries = await bench.Quarantine.RecordsAsync(detail.Ingestions[0].Id, 0, 10, IngestorBench.Stop);
        Assert.Equal(
            [(1, 2, "x,10,a"), (2, 3, "y,20,b")], entries.Select(entry => (entry.RecordNumber, entry.LineNumber, entry.Raw.TrimEnd())));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Ingest_ManyBrokenRecordsRejected_KeepsTheFirstThousandInOneFile()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        const int Records = 300_000;

        var detail = await bench.IngestAsync(
            Key, "id,amount,note\n" + string.Concat(Enumerable.Range(1, Records).Select(n => $"x{n},{n},{new string('n', 50)}\n")));

        var outcome = Assert.Single(detail.Ingestions);
        Assert.Equal(("rejected", Records, 1000), (outcome.Outcome, outcome.RowsQuarantined, outcome.QuarantineKept));
        var numbers = new List<long>();
        await foreach (var entry in bench.Quarantine.AllRecordsAsync(outcome.Id, IngestorBench.Stop))
        {
            numbers.Add(entry.RecordNumber);
        }

        Assert.Equal(Enumerable.Range(1, 1000).Select(number => (long)number), numbers);
        Assert.Single(await bench.StoredAsync());
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Ingest_ParquetRejectedByItsShare_IsRejectedAtTheFirstAttemptNamingWhatBrokeIt()
    {
        await using var bench = await IngestorBench.CreateAsync(
            postgres, "format: parquet\nfields:\n  - { name: id, type: int64 }\n  - { name: a, type: int64 }\n");
        await bench.StartAsync();
        await bench.LandAsync("incoming/sales/a.parquet", ParquetFile.Write(
            "SELECT * FROM (VALUES (1::BIGINT, 18446744073709551615::UBIGINT), (2, 5)) v(id, a)"));

        var detail = await bench.WaitForAsync(
            "a.parquet", RawObjectStates.Committed, RawObjectStates.Rejected, RawObjectStates.Failed);

        Assert.Equal(["landed", "reading", "rejected"], detail.Steps.Select(step => step.Step));
        var outcome = Assert.Single(detail.Ingestions);
        Assert.Contains("\"rejected.share\"", outcome.Fault);
        var rule = Assert.Single(await bench.Quarantine.IngestionRulesAsync(outcome.Id, IngestorBench.Stop));
        Assert.Equal(("a", "type", 1L, 1L, "18446744073709551615"), (
            rule.Column, rule.Rule, rule.Violations, rule.FirstRecord, rule.SampleValue));
        Assert.Equal(1, outcome.QuarantineKept);
        Assert.Equal(1, await bench.Database.ScalarAsync<int>("select attempt from platform.work_item where queue = 'ingest'"));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Ingest_PartitionedDataset_NamesEachFilesValues()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres, IngestorBench.SalesContract + "\npartitionBy: [note]\n");
        await bench.StartAsync();
        await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n2,20,b\n3,30,a\n4,40,\n");

        var files = await bench.Reads.FilesAsync("sales", 1, IngestorBench.Stop);

        Assert.Equal(
            ["""{"note": "a"}""", """{"note": "b"}""", """{"note": null}"""],
            files!.Select(file => file.Partition).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(4, files!.Sum(file => file.Rows));
    }

    [Fact]
    public async Task Ingest_OverwrittenWhileItIsRead_IsTakenAgainAsItsNewSelf()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var big = "id,amount,note\n" + string.Concat(Enumerable.Range(0, 400_000).Select(n => $"{n},{n},old\n"));
        var overwritten = 0;
        var host = bench.Build(raw: store => new InterferingStore(store, async key =>
        {
            if (Interlocked.Exchange(ref overwritten, 1) == 0)
            {
                await bench.LandAsync(key.Value, "id,amount,note\n1,10,new\n");
            }
        }));
        await bench.LandAsync(Key, big);
        await host.StartAsync(IngestorBench.Stop);

        var detail = await bench.WaitForAsync("a.csv", RawObjectStates.Committed);

        Assert.Equal(1, overwritten);
        Assert.Equal((2, 1L), (detail.Object.Id, detail.Object.Version));
        Assert.Equal("superseded", (await bench.FindFirstAsync())!.Object.State);
        Assert.Equal(["new"], await Rows.QueryAsync(bench, "sales", 1, "select distinct note from t"));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Ingest_RemovedWhileItIsRead_IsMissingAndLeavesNothing()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var host = bench.Build(raw: store => new InterferingStore(store, key => store.DeleteAsync(key, IngestorBench.Stop)));
        await bench.LandAsync(Key, "id,amount,note\n1,10,a\n");
        await host.StartAsync(IngestorBench.Stop);

        await bench.WaitForAsync("a.csv", RawObjectStates.Missing);

        Assert.Equal(0, (await bench.SalesAsync())!.CurrentVersion);
        await Eventually.TrueAsync(async () => await bench.Database.ScalarAsync<long>(
            "select count(*) from platform.work_item where state <> 'done'") == 0);
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Ingest_FaultOnEachAttempt_FailsWithTheReasonAfterTheLastAndNeverAgain()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        bench.Settings["Work:MaxAttempts"] = "3";
        var attempts = 0;
        var host = bench.Build(raw: store => new InterferingStore(store, _ =>
        {
            attempts++;
            throw new IOException("The disk hums.");
        }));
        await bench.LandAsync(Key, "id,amount,note\n1,10,a\n");
        await host.StartAsync(IngestorBench.Stop);

        var detail = await bench.WaitForAsync("a.csv", RawObjectStates.Failed);

        Assert.Contains("Attempt 3 of 3 failed: The disk hums.", detail.Object.Reason);
        await Eventually.TrueAsync(async () => await bench.Database.ScalarAsync<string>(
            "select state from platform.work_item where queue = 'ingest'") == "dead");
        Assert.Equal(3, attempts);
        Assert.Empty(await bench.StoredAsync());
    }

    [Fact]
    public async Task Ingest_FaultOnTheFirstAttemptOnly_SucceedsOnTheSecond()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var attempts = 0;
        var host = bench.Build(raw: store => new InterferingStore(store, _ =>
            ++attempts == 1 ? throw new IOException("The disk hums.") : Task.CompletedTask));
        await bench.LandAsync(Key, "id,amount,note\n1,10,a\n");
        await host.StartAsync(IngestorBench.Stop);

        await bench.WaitForAsync("a.csv", RawObjectStates.Committed);

        Assert.Equal(2, attempts);
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Ingest_NoSpaceForItsFiles_WaitsWithoutBurningAttemptsAndSucceedsOnceThereIsSpace()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await using var disk = await SmallDiskOrSkip(bench);
        bench.UseProcessed(disk.Path);
        await bench.Processed.PutAsync(
            ObjectKey.Parse("filler"), new MemoryStream(new byte[7_900_000]), PutCondition.Always, IngestorBench.Stop);
        await bench.StartAsync();
        var random = new Random(7);
        await bench.LandAsync(Key,
            "id,amount,note\n" + string.Concat(Enumerable.Range(0, 40_000).Select(n => $"{n},{n},{random.NextInt64():x}\n")));

        await Eventually.TrueAsync(async () =>
            (await bench.FindFirstAsync())?.Object.Reason?
                .Contains("No space left", StringComparison.Ordinal) == true);
        Assert.Equal(["filler"], await bench.StoredAsync());
        Assert.Equal(0, (await bench.SalesAsync())!.CurrentVersion);
        await bench.Processed.DeleteAsync(ObjectKey.Parse("filler"), IngestorBench.Stop);

        await bench.WaitForAsync("a.csv", RawObjectStates.Committed);
        Assert.Equal(40_000, (await bench.SalesAsync())!.Rows);
        Assert.Equal(1, await bench.Database.ScalarAsync<int>("select attempt from platform.work_item where queue = 'ingest'"));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Ingest_NoSpaceInScratch_WaitsAndSucceedsOnceThereIsSpace()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await using var disk = await SmallDiskOrSkip(bench);
        bench.Settings["Ingest:ScratchPath"] = disk.Path;
        var filler = Path.Combine(disk.Path, "filler");
        await File.WriteAllBytesAsync(filler, new byte[7_900_000], IngestorBench.Stop);
        await bench.StartAsync();
        var random = new Random(7);
        await bench.LandAsync(Key,
            "id,amount,note\n" + string.Concat(Enumerable.Range(0, 60_000).Select(n => $"{n},{n},{random.NextInt64():x}\n")));

        await Eventually.TrueAsync(async () =>
            (await bench.FindFirstAsync())?.Object.Reason?.Contains("space", StringComparison.Ordinal) == true);
        Assert.Empty(await bench.StoredAsync());
        File.Delete(filler);

        await bench.WaitForAsync("a.csv", RawObjectStates.Committed);
        Assert.Equal(60_000, (await bench.SalesAsync())!.Rows);
        Assert.Equal(1, await bench.Database.ScalarAsync<int>("select attempt from platform.work_item where queue = 'ingest'"));
        await bench.AssertConsistentAsync();
    }

    private static async Task<SmallDisk> SmallDiskOrSkip(IngestorBench bench)
    {
        var disk = await SmallDisk.MountAsync(bench.PathOf("disk"), megabytes: 8);
        Assert.SkipWhen(disk is null, "Mounting a small file system needs root on Linux.");
        return disk;
    }

    private static async Task<byte[]> RawBytes(IngestorBench bench) =>
        await File.ReadAllBytesAsync(Path.Combine(bench.Raw.RootPath, Key), IngestorBench.Stop);
}
