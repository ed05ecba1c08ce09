using Analytics.Engines;
using Analytics.Fixtures.Storage;
using Analytics.JobFailures;

namespace Analytics.EmbeddedEngine.Tests.Sandbox;

public sealed class DiskFullTests
{
    [Fact]
    public async Task Run_ScratchDiskFull_FailsWithTheCauseAndSucceedsOnceThereIsRoom()
    {
        await using var bench = new EngineBench();
        await using var disk = await SmallDisk.MountAsync(Path.Combine(bench.Folder, "disk"), megabytes: 8);
        Assert.SkipWhen(disk is null, "Mounting a small disk takes root on Linux.");
        var task = bench.Task("select hash(i)::varchar as x from range($n) r(i)", EngineBench.Output("x string")) with
        {
            ScratchDirectory = Path.Combine(disk.Path, "scratch"),
            Parameters = [new EngineParameter("n", EngineBench.Column("n", "int64").Type, "2000000")],
        };

        var failure = await bench.FailAsync(task);

        Assert.Equal(EngineFailureCode.DiskFull, failure.Code);
        Assert.True(failure.Retryable);
        Assert.False(Directory.Exists(task.ScratchDirectory));
        var smaller = await bench.SucceedAsync(task with { Parameters = [task.Parameters[0] with { Value = "1000" }] });
        Assert.Equal(1000, smaller.Rows);
    }
}
