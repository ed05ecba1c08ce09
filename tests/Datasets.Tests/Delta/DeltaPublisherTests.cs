using Analytics.Datasets.Delta;
using Analytics.Fixtures;
using Analytics.Fixtures.Aws;
using Analytics.Fixtures.Aws.InProcess;
using Analytics.Fixtures.Datasets;
using Analytics.Storage;
using Analytics.Storage.S3;

namespace Analytics.Datasets.Tests.Delta;

public sealed class DeltaPublisherTests(PostgresFixture postgres)
{
    private const string Schema =
        """{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"integer\",\"nullable\":true,\"metadata\":"""
        + """{\"comment\":\"Number; pieces\"}},{\"name\":\"at\",\"type\":\"long\",\"nullable\":true,\"metadata\":"""
        + """{\"comment\":\"microseconds since midnight\"}}]}""";

    private const string WithInstant = DeltaBench.Contract + "\n  - {name: seen, type: timestamp}\n";

    [Fact]
    public async Task Publish_FirstVersion_WritesTheCreationAndThenTheRows()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        await bench.IngestAsync("a.csv", 10);

        Assert.Equal(new PublishResult(2), await bench.PublishAsync(1));

        Assert.Equal(["00000000000000000000.json", "00000000000000000001.json"], await bench.LogAsync());
        Assert.Equal(Joined(
            $$$"""
            {"commitInfo":{"timestamp":<time of 0>,"operation":"CREATE TABLE","operationParameters":{"kind":"create",
              "contract":"1"},"isBlindAppend":false,"operationMetrics":{"numFiles":"0","numOutputRows":"0",
              "numOutputBytes":"0"},"engineInfo":"Analytics platform"}}
            {"txn":{"appId":"analytics-platform/<id>","version":0}}
            {"protocol":{"minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["writtenByAnalyticsPlatformOnly"]}}
            {"metaData":{"id":"<id>","name":"flights","description":"Flights","format":{"provider":"parquet",
              "options":{}},"schemaString":"{{{Schema}}}","partitionColumns":[],"configuration":{},
              "createdTime":<creation>}}

            """), await bench.CommitAsync(0));
        Assert.Equal(Joined(
            """
            {"commitInfo":{"timestamp":<time of 1>,"operation":"WRITE","operationParameters":{"kind":"append",
              "contract":"1","ingestion":"1","object":"incoming/flights/a.csv"},"isBlindAppend":true,
              "operationMetrics":{"numFiles":"1","numOutputRows":"10","numOutputBytes":"10"},
              "engineInfo":"Analytics platform"}}
            {"txn":{"appId":"analytics-platform/<id>","version":1}}
            {"add":{"path":"data/attempt-1/part-00001.parquet","partitionValues":{},"size":10,
              "modificationTime":<time of 1>,"dataChange":true,"stats":"{\"numRecords\":10}"}}

            """), await bench.CommitAsync(1));
    }

    [Fact]
    public async Task Publish_ReplacedObject_RemovesItsFileAndAddsTheNewOne()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        await bench.IngestAsync("a.csv", 10);
        await bench.IngestAsync("a.csv", 20);

        await bench.PublishAsync(2);

        Assert.Equal(Joined(
            """
            {"commitInfo":{"timestamp":<time of 2>,"operation":"WRITE","operationParameters":{"kind":"replace",
              "contract":"1","ingestion":"2","object":"incoming/flights/a.csv"},"isBlindAppend":false,
              "operationMetrics":{"numFiles":"1","numOutputRows":"20","numOutputBytes":"20"},
              "engineInfo":"Analytics platform"}}
            {"txn":{"appId":"analytics-platform/<id>","version":2}}
            {"remove":{"path":"data/attempt-1/part-00001.parquet","deletionTimestamp":<time of 2>,"dataChange":true,
              "extendedFileMetadata":true,"partitionValues":{},"size":10}}
            {"add":{"path":"data/attempt-2/part-00001.parquet","partitionValues":{},"size":20,
              "modificationTime":<time of 2>,"dataChange":true,"stats":"{\"numRecords\":20}"}}

            """), await bench.CommitAsync(2));
    }

    [Fact]
    public async Task Publish_ChangedContract_SaysWhatIsNewAndKeepsWhatReadersMustKnow()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        await bench.IngestAsync("a.csv", 1);
        Assert.Equal(2, await bench.Datasets.RegisterAsync(WithInstant));
        await CommitUnderAsync(bench, "b.csv", contract: 2);
        await CommitUnderAsync(bench, "c.csv", contract: 2);
        await CommitUnderAsync(bench, "d.csv", contract: 1);

        await bench.PublishAsync(4);

        var second = await bench.CommitAsync(2);
        Assert.Contains(
            """{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["timestampNtz"]"""
            + ""","writerFeatures":["timestampNtz","writtenByAnalyticsPlatformOnly"]}}""",
            second, StringComparison.Ordinal);
        Assert.Contains("""{\"name\":\"seen\",\"type\":\"timestamp_ntz\",""", second, StringComparison.Ordinal);
        Assert.DoesNotContain("metaData", await bench.CommitAsync(3), StringComparison.Ordinal);
        var fourth = await bench.CommitAsync(4);
        Assert.Contains(Schema, fourth, StringComparison.Ordinal);
        Assert.DoesNotContain("protocol", fourth, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_AgainAndOutOfTurn_WritesEachCommitOnceAndNoneBeforeTheOneBefore()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        for (var version = 1; version <= 4; version++)
        {
            await bench.IngestAsync($"{version}.csv", version);
        }

        Assert.Equal(4, (await bench.PublishAsync(3)).Commits);
        Assert.Equal(0, (await bench.PublishAsync(1)).Commits);
        Assert.Equal(0, (await bench.PublishAsync(3)).Commits);
        Assert.Equal(1, (await bench.PublishAsync(4)).Commits);
        Assert.Equal(5, (await bench.LogAsync()).Count);
    }

    [Fact]
    public async Task Publish_FourAtOnce_WriteEachCommitOnce()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        for (var version = 1; version <= 12; version++)
        {
            await bench.IngestAsync($"{version}.csv", version);
        }

        var scratch = Enumerable.Range(0, 4).Select(_ => Directory.CreateTempSubdirectory("delta-").FullName).ToList();
        var results = await Task.WhenAll(scratch.Select(folder => Task.Run(
            () => bench.Publisher().PublishAsync(DatasetBench.Dataset, 12, folder, DeltaBench.Stop), DeltaBench.Stop)));
        scratch.ForEach(folder => Directory.Delete(folder, recursive: true));

        Assert.Equal(13, results.Sum(result => result.Commits));
        Assert.All(results, result => Assert.Null(result.ForeignVersion));
        Assert.Equal(15, (await bench.LogAsync()).Count);
    }

    [Fact]
    public async Task Publish_TenthVersion_WritesACheckpointWithAllThatCounts()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres, WithInstant);
        await bench.IngestAsync("1.csv", 1);
        for (var version = 2; version <= 11; version++)
        {
            await bench.IngestAsync($"{version % 9}.csv", version);
        }

        await bench.PublishAsync(11);

        // Version 10 replaced the file of version 1; version 11 is none of the checkpoint's business.
        Assert.Equal("9", await bench.CheckpointAsync(10, "SELECT count(add) FROM c"));
        Assert.Equal(
            "{'path': data/attempt-10/part-00001.parquet, 'partitionValues': {}, 'size': 10, 'dataChange': true, "
            + "'stats': '{\"numRecords\":10}'}",
            await bench.CheckpointAsync(10,
                "SELECT struct_pack(\"path\" := add.\"path\", partitionValues := add.partitionValues, size := add.size, "
                + "dataChange := add.dataChange, stats := add.stats) FROM c WHERE add.size = 10"));
        Assert.Equal(
            "data/attempt-1/part-00001.parquet",
            await bench.CheckpointAsync(10, "SELECT remove.\"path\" FROM c WHERE remove IS NOT NULL"));
        Assert.Equal("10", await bench.CheckpointAsync(10, "SELECT txn.\"version\" FROM c WHERE txn IS NOT NULL"));
        Assert.Equal(
            "{'minReaderVersion': 3, 'minWriterVersion': 7, 'readerFeatures': [timestampNtz], "
            + "'writerFeatures': [timestampNtz, writtenByAnalyticsPlatformOnly]}",
            await bench.CheckpointAsync(10, "SELECT protocol FROM c WHERE protocol IS NOT NULL"));
        Assert.Equal(
            "{'provider': parquet, 'options': {}} [] {}",
            await bench.CheckpointAsync(10,
                "SELECT concat_ws(' ', metaData.format, metaData.partitionColumns, metaData.configuration) FROM c "
                + "WHERE metaData IS NOT NULL"));
        Assert.StartsWith(
            "{\"version\":10,\"size\":13,\"sizeInBytes\":", await bench.ReadAsync(DeltaKeys.LastCheckpoint(DatasetBench.Dataset)),
            StringComparison.Ordinal);
        Assert.EndsWith(
            ",\"numOfAddFiles\":9}", await bench.ReadAsync(DeltaKeys.LastCheckpoint(DatasetBench.Dataset)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_WriterDiedBeforeTheCheckpoint_TheNextAttemptWritesIt()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        for (var version = 1; version <= 10; version++)
        {
            await bench.IngestAsync($"{version}.csv", version);
        }

        await bench.PublishAsync(10);
        var whole = await bench.LogAsync();
        await bench.Datasets.Processed.DeleteAsync(DeltaKeys.Checkpoint(DatasetBench.Dataset, 10), DeltaBench.Stop);
        await bench.Datasets.Processed.DeleteAsync(DeltaKeys.LastCheckpoint(DatasetBench.Dataset), DeltaBench.Stop);

        Assert.Equal(0, (await bench.PublishAsync(10)).Commits);
        Assert.Equal(whole, await bench.LogAsync());
    }

    [Fact]
    public async Task Publish_LogWasRemoved_WritesItAsItWas()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        await bench.IngestAsync("a.csv", 10);
        await bench.PublishAsync(1);
        var before = await bench.ReadAsync(DeltaKeys.Commit(DatasetBench.Dataset, 1));
        foreach (var version in (long[])[0, 1])
        {
            await bench.Datasets.Processed.DeleteAsync(DeltaKeys.Commit(DatasetBench.Dataset, version), DeltaBench.Stop);
        }

        Assert.Equal(2, (await bench.PublishAsync(1)).Commits);
        Assert.Equal(before, await bench.ReadAsync(DeltaKeys.Commit(DatasetBench.Dataset, 1)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_OlderVersionsAreForgotten_BeginsWithTheOldestThatIsKept(bool hadALog)
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        await bench.IngestAsync("a.csv", 10);
        if (hadALog)
        {
            await bench.PublishAsync(1);
        }

        await bench.IngestAsync("a.csv", 20);
        await bench.IngestAsync("b.csv", 5);
        await bench.IngestAsync("c.csv", 7);
        await KeepAsync(bench, versions: 2);

        Assert.Equal(2, (await bench.PublishAsync(4)).Commits);

        Assert.Equal(
            ["00000000000000000003.checkpoint.parquet", "00000000000000000003.json", "00000000000000000004.json", "_last_checkpoint"],
            await bench.LogAsync());
        var first = await bench.CommitAsync(3);
        Assert.Equal(2, first.Split("{\"add\":").Length - 1);
        Assert.Contains("{\"protocol\":", first, StringComparison.Ordinal);
        Assert.Contains("{\"metaData\":", first, StringComparison.Ordinal);
        Assert.Equal("2", await bench.CheckpointAsync(3, "SELECT count(add) FROM c"));
    }

    [Fact]
    public async Task Publish_WriterDiedBeforeTheFirstCheckpoint_TheNextPublicationMakesTheLogReachable()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        await bench.IngestAsync("a.csv", 10);
        await bench.IngestAsync("a.csv", 20);
        await KeepAsync(bench, versions: 1);
        await bench.PublishAsync(2);
        await bench.Datasets.Processed.DeleteAsync(DeltaKeys.Checkpoint(DatasetBench.Dataset, 2), DeltaBench.Stop);
        await bench.Datasets.Processed.DeleteAsync(DeltaKeys.LastCheckpoint(DatasetBench.Dataset), DeltaBench.Stop);
        await bench.IngestAsync("b.csv", 5);

        Assert.Equal(1, (await bench.PublishAsync(3)).Commits);
        Assert.Equal(
            ["00000000000000000002.checkpoint.parquet", "00000000000000000002.json", "00000000000000000003.json", "_last_checkpoint"],
            await bench.LogAsync());
    }

    [Fact]
    public async Task Publish_LogOfAnotherTable_IsLeftAlone()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        await bench.IngestAsync("a.csv", 10);
        await bench.PublishAsync(1);
        await bench.Datasets.Database.ExecuteAsync("update platform.dataset set created_at = created_at - interval '1 day'");
        await bench.IngestAsync("b.csv", 10);

        Assert.Equal(new PublishResult(0, ForeignVersion: 1), await bench.PublishAsync(1));
        Assert.Equal(new PublishResult(0, ForeignVersion: 1), await bench.PublishAsync(2));
        Assert.Equal(2, (await bench.LogAsync()).Count);
    }

    [Fact]
    public async Task Publish_CommitOfAnotherWriter_IsLeftAloneWithAllBehindIt()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        await bench.IngestAsync("a.csv", 10);
        await bench.Datasets.Processed.PutAsync(
            DeltaKeys.Commit(DatasetBench.Dataset, 0), new MemoryStream("no JSON\n{}"u8.ToArray()), PutCondition.Always, DeltaBench.Stop);

        Assert.Equal(new PublishResult(0, ForeignVersion: 0), await bench.PublishAsync(1));
    }

    [Fact]
    public async Task Trim_OldestVersionHasMovedOn_RemovesWhatIsBeforeTheCheckpointThatItNeeds()
    {
        await using var bench = await DeltaBench.CreateAsync(postgres);
        for (var version = 1; version <= 22; version++)
        {
            await bench.IngestAsync("a.csv", version);
        }

        await bench.PublishAsync(22);
        Assert.Equal(0, await bench.Publisher().TrimAsync(DatasetBench.Dataset, DeltaBench.Stop));
        await KeepAsync(bench, versions: 4);

        Assert.Equal(10, await bench.Publisher().TrimAsync(DatasetBench.Dataset, DeltaBench.Stop));
        Assert.Equal("00000000000000000010.checkpoint.parquet", (await bench.LogAsync())[0]);
        await bench.IngestAsync("a.csv", 23);
        Assert.Equal(1, (await bench.PublishAsync(23)).Commits);
    }

    [Fact]
    public async Task Publish_ToABucket_WritesTheSameLogOnce()
    {
        await using var bucket = await TestBucket.MakeAsync();
        var store = new S3ObjectStore(bucket.Client, bucket.Name, new S3Options(), TimeProvider.System);
        await using var bench = await DeltaBench.CreateAsync(postgres);
        for (var version = 1; version <= 10; version++)
        {
            await bench.IngestAsync($"{version}.csv", version);
        }

        await bench.PublishAsync(10);
        Assert.Equal(6, (await bench.PublishAsync(5, store)).Commits);
        Assert.Equal(5, (await bench.PublishAsync(10, store)).Commits);
        Assert.Equal(0, (await bench.PublishAsync(10, store)).Commits);

        Assert.Equal(await bench.LogAsync(), await bench.LogAsync(store));
        for (var version = 0; version <= 10; version++)
        {
            Assert.Equal(await bench.CommitAsync(version), await bench.CommitAsync(version, store));
        }
    }

    [Theory]
    [InlineData("409 ConditionalRequestConflict")]
    [InlineData("lost answer")]
    [InlineData("500 InternalError after success")]
    public async Task Publish_CommitsAreAnsweredWrongly_AreKnownAsItsOwn(string fault)
    {
        await using var aws = new InProcessAws();
        await using var bucket = await TestBucket.MakeAsync(aws.Address);
        using var store = new S3ObjectStore(bucket.Client, bucket.Name, new S3Options(), TimeProvider.System);
        await using var bench = await DeltaBench.CreateAsync(postgres);
        await bench.IngestAsync("a.csv", 10);
        AwsFault[] faults = [AwsFault.ConditionalRequestConflict, AwsFault.LostAnswer, AwsFault.DoneButFailed];
        aws.Faults.Add("PutObject", faults.Single(known => $"{known}" == fault), times: 2, key: DeltaKeys.Log(DatasetBench.Dataset));

        Assert.Equal(new PublishResult(2), await bench.PublishAsync(1, store));

        Assert.Equal(2, aws.Faults.Struck.Count);
        Assert.Equal(["00000000000000000000.json", "00000000000000000001.json"], await bench.LogAsync(store));
        Assert.Equal(default, await bench.PublishAsync(1, store));
    }

    /// <summary>Lines that go on, more indented, in the next one.</summary>
    private static string Joined(string text) => text.Replace("\n  ", "", StringComparison.Ordinal);

    private static Task<RetentionResult> KeepAsync(DeltaBench bench, int versions) =>
        bench.Datasets.Get<Retention>().ApplyAsync(DatasetBench.Dataset, versions, null, TimeSpan.Zero, DeltaBench.Stop);

    private static async Task CommitUnderAsync(DeltaBench bench, string name, int contract)
    {
        await bench.Datasets.LandAsync($"incoming/flights/{name}", name);
        await bench.Datasets.CommitAsync(await bench.Datasets.ClaimAsync(), rows: 1, contract: contract);
    }
}
