using Analytics.Fixtures;
using Analytics.JobFailures;
using Analytics.Machine.Scratch;
using Analytics.Processor.Tests.Support;
using Analytics.Runs;

namespace Analytics.Processor.Tests.Running;

/// <summary>Databases that are away, Processors that freeze or die, and several of them on one machine.</summary>
public sealed class RunRecoveryTests(PostgresFixture postgres)
{
    private const string Endless = "select count(*) as n from range(1000000000000)";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_DatabaseAwayLongerThanTheLease_IsBegunAgainByTheSameProcessor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The child is found in /proc.");
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("endless", Endless);
        await bench.AddVersionAsync();
        var id = await bench.QueueAsync(await bench.StartAsync(), "endless");
        await bench.WaitForHandleAsync(id);
        await Eventually.TrueAsync(() => Children.In(bench.ScratchPath).Count == 1);

        // No lease can be renewed until it is released.
        await using (await bench.Database.HoldAsync("lock table platform.work_item in access exclusive mode"))
        {
            await Eventually.TrueAsync(() => Children.In(bench.ScratchPath).Count == 0);
        }

        await bench.WaitForLogAsync(id, "another one begins");
        await Eventually.TrueAsync(() => Children.In(bench.ScratchPath).Count == 1);
        Assert.Equal(
            "running 2 of 4",
            await bench.Database.ScalarAsync<string>("select state || ' ' || attempt || ' of ' || max_attempts from platform.run"));
    }

    [Fact]
    public async Task Processor_FrozenForTwoLeases_TheOthersResultStands()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are POSIX's.");
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("slow", "select count(*) as n from range(4000000000)");
        await bench.AddVersionAsync();
        var host = await bench.BuildAsync();
        var id = await bench.QueueAsync(host, "slow");
        await using var frozen = bench.StartProgram();
        await bench.WaitForHandleAsync(id);
        await frozen.SignalAsync("STOP");
        await host.StartAsync(Token);
        await Eventually.TrueAsync(
            async () => await bench.Database.ScalarAsync<bool>(
                "select attempt = 2 and engine_handle is not null from platform.run where id = $1", id),
            TimeSpan.FromSeconds(60));

        await frozen.SignalAsync("CONT");

        var run = await bench.EndAsync(host, id);
        Assert.Equal(RunStates.Succeeded, run.Summary.State);
        Assert.Equal(2, run.Summary.Attempt);
        Assert.Equal(4_000_000_000L, await bench.Database.ScalarAsync<long>("select n from results.slow"));
    }

    [Fact]
    public async Task Kill_JobRuns_NoEngineChildIsLeft()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The child is found in /proc.");
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("endless", Endless);
        await bench.AddVersionAsync();
        var id = await bench.QueueAsync(await bench.BuildAsync(), "endless");
        await using var killed = bench.StartProgram();
        await bench.WaitForHandleAsync(id);
        await Eventually.TrueAsync(() => Children.In(bench.ScratchPath).Count == 1);

        await killed.SignalAsync("KILL");

        await Eventually.TrueAsync(() => Children.In(bench.ScratchPath).Count == 0);
    }

    [Fact]
    public async Task Start_HandleCannotBeStored_ChildIsGone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The child is found in /proc.");
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("endless", Endless);
        await bench.AddVersionAsync();
        await bench.Database.ExecuteAsync("alter table platform.run add constraint broken check (engine_handle is null)");
        await bench.QueueAsync(await bench.StartAsync(("Work:RetryDelay", "00:05:00")), "endless");

        await Eventually.TrueAsync(async () => (await bench.Database.ScalarAsync<string>("select last_error from platform.work_item"))
            ?.Contains("broken", StringComparison.Ordinal) is true);

        await Eventually.TrueAsync(() => Children.In(bench.ScratchPath).Count == 0, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Run_EngineCrashesEachTime_FailsWithItsCauseOnceTheRetriesAreUsedUp()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("total", "select sum(n)::int8 as n from numbers", "retries: { count: 1, backoff: 1s }");
        await bench.AddVersionAsync();
        var broken = Path.Combine(Directory.CreateDirectory(bench.ProcessedPath).FullName, "engine.dll");
        await File.WriteAllTextAsync(broken, "no assembly", Token);
        var host = await bench.StartAsync(("Sandbox:EnginePath", broken));

        var run = await bench.EndAsync(host, await bench.QueueAsync(host, "total"));

        Assert.Equal(RunStates.Failed, run.Summary.State);
        Assert.Equal(EngineFailureCode.Crashed, run.Cause?.Code);
        Assert.Equal((2, 2), (run.Summary.Attempt, run.Summary.MaxAttempts));
    }

    [Fact]
    public async Task Run_TwoPlatformsShareAScratchFolder_EachKeepsItsResult()
    {
        using var shared = new ScratchFolder();
        await using var one = await ProcessorBench.CreateAsync(postgres);
        await using var other = await ProcessorBench.CreateAsync(postgres);

        var results = await Task.WhenAll(CountAsync(one, 300_000_001), CountAsync(other, 300_000_002));

        Assert.Equal([(1L, 300_000_001L), (1L, 300_000_002L)], results);

        async Task<(long Run, long Rows)> CountAsync(ProcessorBench bench, long rows)
        {
            bench.AddJob("counted", $"select count(*) as n from range({rows})");
            await bench.AddVersionAsync();
            var host = await bench.StartAsync(("Processor:ScratchPath", shared.Path));
            var run = await bench.EndAsync(host, await bench.QueueAsync(host, "counted"));
            return (run.Summary.Id, await bench.Database.ScalarAsync<long>("select n from results.counted"));
        }
    }

    [Fact]
    public async Task Processor_Start_RemovesScratchOfDeadProcesses()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        using var living = new ProcessFolder(bench.ScratchPath, "processor");
        using var attempt = living.NewAttempt();
        var dead = Directory.CreateDirectory(Path.Combine(bench.ScratchPath, "processor-dead", "attempt")).FullName;

        await bench.StartAsync();

        await Eventually.TrueAsync(() => !Directory.Exists(Path.GetDirectoryName(dead)));
        Assert.True(Directory.Exists(attempt.Path));
    }
}
