using System.Diagnostics;

using Analytics.Engines;
using Analytics.Engines.Sandbox;
using Analytics.JobFailures;

namespace Analytics.EmbeddedEngine.Tests.Sandbox;

/// <summary>SQL that runs forever, eats memory or fills the disk ends with the limit's name, and nothing else suffers.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Run_ForeverPastItsWallTime_IsKilledAndNamesIt()
    {
        await using var bench = new EngineBench();
        var task = Limited(bench.Task(EngineBench.Forever), limits => limits with { WallTime = TimeSpan.FromSeconds(2) });

        var failure = await bench.FailAsync(task);

        Assert.Equal(EngineFailureCode.LimitWallTime, failure.Code);
        Assert.Contains("00:00:02", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(task.ScratchDirectory));
    }

    [Fact]
    public async Task Run_ForeverPastItsCpuTime_IsKilledAndNamesIt()
    {
        await using var bench = new EngineBench();

        var failure = await bench.FailAsync(Limited(bench.Task(EngineBench.Forever), limits =>
            limits with { CpuTime = TimeSpan.FromSeconds(1) }));

        Assert.Equal(EngineFailureCode.LimitCpuTime, failure.Code);
        Assert.Contains("CPU time limit of 00:00:01", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select length(repeat('a', 1000000000)) as x")]
    [InlineData("select length(string_agg(repeat('a', 300000000), '')) as x from range(20)")]
    [InlineData("select len(list(i)) as x from range(1000000000) r(i)")]
    public async Task Run_MemoryBomb_FailsAndNamesTheLimit(string sql)
    {
        await using var bench = new EngineBench();
        var task = Limited(bench.Task(sql), limits => limits with { MemoryBytes = 200L << 20 });

        var outcome = Assert.IsType<EngineOutcome.Failed>(await bench.RunAsync(task));

        Assert.Equal(EngineFailureCode.LimitMemory, outcome.Failure.Code);
        Assert.Contains("memory", outcome.Failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.True(outcome.Usage?.PeakMemoryBytes < 800L << 20, $"{outcome.Usage}");
    }

    [Fact]
    public async Task Run_FillingTheTemporaryFolder_FailsAndNamesTheDisk()
    {
        await using var bench = new EngineBench();
        var task = Limited(
            bench.Task("select hash(i)::varchar || repeat('x', 200) as x from range(5000000) r(i) order by x",
                EngineBench.Output("x string")),
            limits => limits with { MemoryBytes = 100L << 20, DiskBytes = 50L << 20 });

        var failure = await bench.FailAsync(task);

        Assert.Equal(EngineFailureCode.LimitDisk, failure.Code);
    }

    [Fact]
    public async Task Run_OutputLargerThanTheDiskLimit_FailsAndNamesTheDisk()
    {
        await using var bench = new EngineBench();
        var task = Limited(
            bench.Task("select hash(i)::varchar as x from range(20000000) r(i)", EngineBench.Output("x string")),
            limits => limits with { DiskBytes = 20L << 20 });

        var failure = await bench.FailAsync(task);

        Assert.Equal(EngineFailureCode.LimitDisk, failure.Code);
    }

    [Fact]
    public async Task Run_WhileAnotherTaskIsKilled_EndsWell()
    {
        await using var bench = new EngineBench();
        var bomb = bench.RunAsync(Limited(bench.Task(EngineBench.Forever), limits => limits with { CpuTime = TimeSpan.FromSeconds(1) }));

        var good = await bench.SucceedAsync(bench.Task("select count(*) as x from range(1000000)"));

        Assert.Equal(1, good.Rows);
        Assert.IsType<EngineOutcome.Failed>(await bomb);
    }

    [Fact]
    public async Task Cancel_RunningTask_IsGoneWithinTwoSeconds()
    {
        await using var bench = new EngineBench();
        var task = bench.Task(EngineBench.Forever);
        var handle = await bench.Engine.StartAsync(task, TestContext.Current.CancellationToken);
        var waiting = bench.Engine.WaitAsync(task, handle, null, TestContext.Current.CancellationToken);
        var watch = Stopwatch.StartNew();

        await bench.Engine.CancelAsync(handle, TestContext.Current.CancellationToken);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
        Assert.Equal(EngineFailureCode.Cancelled, Assert.IsType<EngineOutcome.Failed>(await waiting).Failure.Code);
        await bench.Engine.CancelAsync(handle, TestContext.Current.CancellationToken);
    }

    private static EngineTask Limited(EngineTask task, Func<SandboxLimits, SandboxLimits> change) =>
        task with { Limits = change(task.Limits) };
}
