using System.Text;
using System.Text.RegularExpressions;
using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Fixtures.Storage;
using Analytics.Ingestor.Tests.Poison;
using Analytics.Ingestor.Tests.Support;

namespace Analytics.Ingestor.Tests.Ingest;

public sealed class AttemptFaultsTests(PostgresFixture postgres)
{
    private const string Key = "incoming/sales/a.csv";
    private const string Csv = "id,amount,note\n1,10,a\n2,20,b\n";

    private static readonly string ParquetContract =
        IngestorBench.SalesContract.Replace("format: csv", "format: parquet", StringComparison.Ordinal);

    [Fact]
    public async Task Ingest_RegexTimeout_BurnsItsAttemptsAndFails()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        bench.Settings["Work:MaxAttempts"] = "2";
        var attempts = 0;
        var host = bench.Build(raw: store => new InterferingStore(store, _ =>
            throw new RegexMatchTimeoutException($"attempt {++attempts}", "(x+)+", TimeSpan.FromSeconds(1))));
        await bench.LandAsync(Key, Csv);
        await host.StartAsync(IngestorBench.Stop);

        await bench.WaitForAsync("a.csv", RawObjectStates.Failed);

        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task Ingest_AllConnectionsCutWhileItReads_IsCommittedOnceWithoutBurningAnAttempt()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var cuts = 0;
        var cut = new TaskCompletionSource();
        var host = bench.Build(raw: store => new InterferingStore(store, async _ =>
        {
            if (Interlocked.Increment(ref cuts) == 1)
            {
                await bench.Database.ExecuteAsync(
                    """
                    select pg_terminate_backend(pid, 10000) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()
                    """);
                cut.SetResult();
            }
        }));
        await bench.LandAsync(Key, Csv);
        await host.StartAsync(IngestorBench.Stop);

        // A read of the test's own would be cut, too.
        await cut.Task.WaitAsync(TimeSpan.FromSeconds(60), IngestorBench.Stop);
        await bench.WaitForAsync("a.csv", RawObjectStates.Committed);

        Assert.Equal((1, 2), ((await bench.SalesAsync())!.CurrentVersion, (await bench.SalesAsync())!.Rows));
        Assert.Equal(1, await bench.Database.ScalarAsync<int>("select attempt from platform.work_item where queue = 'ingest'"));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Parquet_NoSpaceInScratch_WaitsAndSucceeds()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres, ParquetContract);
        await using var disk = await SmallDiskOrSkip(bench);
        bench.Settings["Ingest:ScratchPath"] = disk.Path;
        var filler = Path.Combine(disk.Path, "filler");
        var content = ParquetFile.Write("SELECT i::INT AS id, i::INT AS amount, hash(i)::VARCHAR AS note FROM range(100000) t(i)");

        // The spool finds room, the rows that the child writes do not.
        await File.WriteAllBytesAsync(filler, new byte[8_000_000 - content.Length], IngestorBench.Stop);
        await bench.StartAsync();
        await bench.LandAsync("incoming/sales/a.parquet", content);

        await Eventually.TrueAsync(async () =>
            (await bench.FindFirstAsync())?.Object.Reason?.Contains("space", StringComparison.Ordinal) == true);
        Assert.Equal(0, await bench.Database.ScalarAsync<long>("select count(*) from platform.ingestion"));
        File.Delete(filler);

        await bench.WaitForAsync("a.parquet", RawObjectStates.Committed);
        Assert.Equal(100_000, (await bench.SalesAsync())!.Rows);
        Assert.Equal(1, await bench.Database.ScalarAsync<int>("select attempt from platform.work_item where queue = 'ingest'"));
        await bench.AssertConsistentAsync();
    }

    [Fact]
    public async Task Parquet_LargerThanTheScratchVolume_FailsAtOnceSayingSo()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres, ParquetContract);
        await using var disk = await SmallDiskOrSkip(bench);
        bench.Settings["Ingest:ScratchPath"] = disk.Path;
        await bench.StartAsync();
        await bench.LandAsync("incoming/sales/a.parquet", new byte[9_000_000]);

        var detail = await bench.WaitForAsync("a.parquet", RawObjectStates.Failed);

        Assert.Contains("Ingest:ScratchPath", detail.Object.Reason);
        Assert.Equal(1, await bench.Database.ScalarAsync<int>("select attempt from platform.work_item where queue = 'ingest'"));
    }

    [Fact]
    public async Task Ingest_RepetitiveBeginningOfAnOrdinaryArchive_IsCommitted()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var text = new StringBuilder("id,amount,note\n");

        // Past the bytes for which nobody asks how much a file expands.
        for (var n = 0; text.Length < 70_000_000; n++)
        {
            text.Append("1,1,").Append('x', 50_000).Append('\n');
        }

        var random = new Random(3);
        var noise = new byte[4_000];
        for (var n = 0; n < 200; n++)
        {
            random.NextBytes(noise);
            text.Append("2,2,").Append(Convert.ToBase64String(noise)).Append('\n');
        }

        await bench.LandAsync("incoming/sales/a.csv.gz", Packed.Gzip(Encoding.ASCII.GetBytes(text.ToString())));
        await bench.StartAsync();

        var detail = await bench.WaitForAsync("a.csv.gz", RawObjectStates.Committed, RawObjectStates.Rejected);

        Assert.Equal((RawObjectStates.Committed, null), (detail.Object.State, detail.Object.Reason));
    }

    private static async Task<SmallDisk> SmallDiskOrSkip(IngestorBench bench)
    {
        var disk = await SmallDisk.MountAsync(bench.PathOf("disk"), megabytes: 8);
        Assert.SkipWhen(disk is null, "Mounting a small file system needs root on Linux.");
        return disk;
    }
}
