using Analytics.Fixtures;
using Analytics.Fixtures.Aws;
using Analytics.Fixtures.Aws.InProcess;
using Analytics.Fixtures.Emr;
using Analytics.JobFailures;
using Analytics.Processor.Tests.Support;
using Analytics.Runs;

namespace Analytics.Processor.Tests.Running;

/// <summary>What a run asks of a bucket for its inputs, and what it needs on this machine for them.</summary>
public sealed class RunInputsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Total = "select sum(n)::int8 as n from numbers";

    private const string FirstKey = "datasets/numbers/data/1/part.parquet";

    private readonly InProcessAws _aws = new();
    private TestBucket? _bucket;
    private ProcessorBench? _bench;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ProcessorBench Bench => _bench ?? throw new InvalidOperationException("Not made yet.");

    private IEnumerable<string> InputRequests =>
        _aws.Requests.Where(request => request.Key.StartsWith("datasets/", StringComparison.Ordinal)).Select(request => request.Operation);

    public async ValueTask InitializeAsync()
    {
        _bucket = await TestBucket.MakeAsync(_aws.Address);
        _bench = await ProcessorBench.CreateAsync(postgres, _bucket);
    }

    public async ValueTask DisposeAsync()
    {
        await Bench.DisposeAsync();
        await _bucket!.DisposeAsync();
        await _aws.DisposeAsync();
    }

    [Fact]
    public async Task Run_ManyFiles_AsksTheBucketOnceForEach()
    {
        Bench.AddJob("total", Total);
        for (var at = 0; at < 20; at++)
        {
            await Bench.AddVersionAsync();
        }

        await Bench.Database.ExecuteAsync("update platform.dataset_file set removed_in = null");
        _aws.Requests.Clear();
        var run = await RunAsync("total");

        Assert.Null(run.Cause);
        Assert.Equal(20 * 6L, await Bench.Database.ScalarAsync<long>("select n from results.total"));
        Assert.Equal(Enumerable.Repeat("GetObject", 20), InputRequests);
    }

    [Fact]
    public async Task Run_OnAnotherMachine_AsksTheBucketForNoneOfThem()
    {
        await using var emr = await StubEmr.StartAsync();
        Bench.AddJob("waiting", "kind: pyspark\nscript: waiting.py", ("waiting.py", "def main(spark, parameters):\n    pass\n"));
        await Bench.AddVersionAsync();
        _aws.Requests.Clear();
        var host = await Bench.StartAsync(
            ("AWS_ENDPOINT_URL", _aws.Address), ("Emr:Endpoint", emr.Address), ("Emr:PollInterval", "00:00:00.1"));

        await Bench.WaitForHandleAsync(await Bench.QueueAsync(host, "waiting"));

        Assert.Empty(InputRequests);
    }

    [Fact]
    public async Task Run_FileIsGone_SaysWhichOne()
    {
        Bench.AddJob("total", Total);
        await Bench.AddVersionAsync();
        await _bucket!.Client.DeleteObjectAsync(_bucket.Name, FirstKey, Stop);

        var run = await RunAsync("total");

        Assert.Equal(EngineFailureCode.Input, run.Cause?.Code);
        Assert.Equal([FirstKey], run.Cause?.Lines);
    }

    [Fact]
    public async Task Run_VolumeIsTooSmallForItsInputs_FailsBeforeTheFirstByteIsCopied()
    {
        var run = await RunOfSizeAsync(1L << 60, ("Processor:FetchedInputBytes", $"{1L << 61}"));

        Assert.Equal((EngineFailureCode.DiskFull, RunStates.Failed, 1), (run.Cause?.Code, run.Summary.State, run.Summary.Attempt));
        var line = Assert.Single(run.Cause?.Lines ?? []);
        Assert.StartsWith("1,152,921,504,606,846,976 bytes are needed in the scratch folder '", line, StringComparison.Ordinal);
        Assert.Contains("bytes free of", line, StringComparison.Ordinal);
        Assert.Contains("Processor:ScratchPath", run.Cause?.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_VolumeHasNoRoomNow_IsRetried()
    {
        var volume = new DriveInfo(Path.GetTempPath());
        Assert.SkipUnless(volume.TotalSize - volume.AvailableFreeSpace > 1 << 20, "The volume is empty.");

        var run = await RunOfSizeAsync(volume.TotalSize, ("Processor:FetchedInputBytes", $"{1L << 61}"));

        Assert.Equal((EngineFailureCode.DiskFull, 2), (run.Cause?.Code, run.Summary.Attempt));
        Assert.Equal("There is no space for the input files in the scratch folder.", run.Cause?.Message);
    }

    [Fact]
    public async Task Run_MoreInputThanARunMayCopy_FailsAndNamesTheSetting()
    {
        var run = await RunOfSizeAsync(11, ("Processor:FetchedInputBytes", "10"));

        Assert.Equal(
            (EngineFailureCode.LimitDisk, "The input files have 11 bytes; a run may copy at most 10 to this machine."),
            (run.Cause?.Code, run.Cause?.Message));
        Assert.Contains("Processor:FetchedInputBytes", run.Cause?.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select sum(n)::int8 as n from numbers", 0.5)]
    [InlineData("select sum(n)::int8 as n from (select * from numbers)", 1)]
    public async Task Run_LargeFiles_CopiesTheColumnsThatItsSelectNames(string sql, double share)
    {
        await File.WriteAllTextAsync(
            Bench.FileOf("catalog/datasets/numbers.yaml"),
            "format: csv\nfields:\n  - { name: n, type: int64 }\n  - { name: text, type: string }\n", Stop);
        Bench.AddJob("total", sql);
        await Bench.AddVersionAsync("select range as n, md5(range::text) || md5((range + 1)::text) as text from range(100000)");
        var length = (await _bucket!.Client.GetObjectMetadataAsync(_bucket.Name, FirstKey, Stop)).ContentLength;
        await Bench.Database.ExecuteAsync("update platform.dataset_file set bytes = $1", length);
        _aws.Answers.Clear();
        _aws.Requests.Clear();

        var run = await RunAsync("total", ("Processor:ColumnCopyBytes", "1"));

        Assert.Null(run.Cause);
        Assert.Equal(4999950000L, await Bench.Database.ScalarAsync<long>("select n from results.total"));
        var bytes = _aws.Answers.Where(answer => answer.Key == FirstKey).Sum(answer => answer.Bytes);
        Assert.InRange(bytes, 1, share < 1 ? (long)(length * share) : length + (64 << 10));
        Assert.DoesNotContain("HeadObject", InputRequests);
    }

    [Fact]
    public async Task Run_LargeFileIsGone_SaysWhichOne()
    {
        Bench.AddJob("total", Total);
        await Bench.AddVersionAsync();
        await Bench.Database.ExecuteAsync("update platform.dataset_file set bytes = 10000000");
        await _bucket!.Client.DeleteObjectAsync(_bucket.Name, FirstKey, Stop);

        var run = await RunAsync("total", ("Processor:ColumnCopyBytes", "1"));

        Assert.Equal([FirstKey], run.Cause?.Lines);
    }

    private async Task<RunDetail> RunOfSizeAsync(long bytes, params (string, string)[] settings)
    {
        Bench.AddJob("total", Total, "engine: embedded\nretries: { count: 1, backoff: 1s }");
        await Bench.AddVersionAsync();
        await Bench.Database.ExecuteAsync("update platform.dataset_file set bytes = $1", bytes);
        _aws.Requests.Clear();

        var run = await RunAsync("total", [("Processor:ColumnCopyBytes", $"{1L << 62}"), .. settings]);

        Assert.Empty(InputRequests);
        return run;
    }

    private async Task<RunDetail> RunAsync(string job, params (string, string)[] settings)
    {
        var host = await Bench.StartAsync([("AWS_ENDPOINT_URL", _aws.Address), .. settings]);
        return await Bench.EndAsync(host, await Bench.QueueAsync(host, job));
    }
}
