using Analytics.Catalogue.Jobs;
using Analytics.Engines;
using Analytics.Fixtures;
using Analytics.Fixtures.Emr;
using Analytics.JobFailures;
using Analytics.Processor.Tests.Support;
using Analytics.Runs;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Analytics.Processor.Tests.Running;

/// <summary>What befalls the calls of EMR, and steps that no worker follows: none runs on behind a run that has ended.</summary>
public sealed class EmrCallFaultTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AccessDeniedException")]
    [InlineData("ExpiredTokenException")]
    [InlineData("ThrottlingException")]
    [InlineData("UnrecognizedClientException")]
    public async Task Run_EmrRefusesToSayHowItsStepIsDoing_AsksAgainAndLeavesTheStep(string refusal)
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        var (_, id, step) = await RunAsync(bench, emr);
        var refused = 0;
        emr.Refusal = operation => operation == "DescribeStep" && Interlocked.Increment(ref refused) <= 3 ? refusal : null;
        await Eventually.TrueAsync(() => refused > 3);

        Assert.Equal("RUNNING", step.State);
        Assert.Equal(RunStates.Running, await StateAsync(bench, id));
        Assert.DoesNotContain("CancelSteps", emr.Calls);
        Assert.Single(emr.Steps);
    }

    [Fact]
    public async Task Run_EmrSaysNothingUntilTheTimeLimit_FailsAndItsStepIsCancelledOnceEmrAnswers()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        var (host, id, step) = await RunAsync(bench, emr, "timeout: 3s");
        emr.Refusal = _ => "AccessDeniedException";

        var run = await bench.EndAsync(host, id);

        Assert.Equal((RunStates.Failed, EngineFailureCode.Unreachable), (run.Summary.State, run.Cause?.Code));
        Assert.Equal("RUNNING", step.State);
        Assert.NotNull(await HandleAsync(bench, id));
        emr.Refusal = _ => null;
        await Eventually.TrueAsync(() => step.State == "CANCELLED");
        await Eventually.TrueAsync(async () => await HandleAsync(bench, id) is null);
        Assert.Equal(RunStates.Failed, await StateAsync(bench, id));
    }

    [Fact]
    public async Task Run_ReplyToItsStepLostAndEmrRefusesToTell_FollowsTheStepOnceEmrAnswers()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        LoseReplies(emr);
        var (host, id, step) = await RunAsync(bench, emr);
        await bench.WaitForLogAsync(id, "is unknown, and asked again");
        emr.Refusal = _ => null;
        await bench.WaitForLogAsync(id, $"Step {step.Id} on cluster {step.ClusterId} is RUNNING.");
        Assert.Equal($"emr:{step.ClusterId}:run-{id}-1", await HandleAsync(bench, id));

        await host.Services.GetRequiredService<RunStore>().CancelAsync(id, Token);

        var run = await bench.EndAsync(host, id);
        Assert.Equal((RunStates.Cancelled, "CANCELLED", 1), (run.Summary.State, step.State, emr.Steps.Count));
        Assert.Null(await HandleAsync(bench, id));
    }

    [Fact]
    public async Task Run_ReplyToItsStepLostAndEmrSaysNothingUntilTheTimeLimit_ItsStepIsCancelledOnceEmrAnswers()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        LoseReplies(emr);
        var (host, id, step) = await RunAsync(bench, emr, "timeout: 3s");

        var run = await bench.EndAsync(host, id);

        Assert.Equal((RunStates.Failed, EngineFailureCode.Unreachable), (run.Summary.State, run.Cause?.Code));
        Assert.Equal("RUNNING", step.State);
        emr.Refusal = _ => null;
        await Eventually.TrueAsync(() => step.State == "CANCELLED");
        await Eventually.TrueAsync(async () => await HandleAsync(bench, id) is null);
    }

    [Fact]
    public async Task Run_RequestForItsStepLostAndWorkerStops_AnotherOneStartsItAnew()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        var (host, id, step) = await RunAsync(bench, emr);
        await StopAsync(bench, host);
        emr.Remove(step.Id);
        await bench.Database.ExecuteAsync("update platform.run set engine_handle = $1", $"emr:{step.ClusterId}:run-{id}-1");

        await StartAsync(bench, emr);

        await Eventually.TrueAsync(() => emr.Steps is [{ Name: "run-1-2 waiting" }]);
    }

    [Theory]
    [InlineData(-24)]
    [InlineData(1)]
    public async Task Run_EmrsClockIsNotThisMachines_ItsStepIsNotOverdue(int hours)
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        emr.ClockOffset = TimeSpan.FromHours(hours);
        var (_, id, step) = await RunAsync(bench, emr, "timeout: 30m");
        await Eventually.TrueAsync(() => emr.Calls.Count(call => call == "DescribeStep") > 3);

        Assert.Equal((RunStates.Running, "RUNNING"), (await StateAsync(bench, id), step.State));
        Assert.DoesNotContain("CancelSteps", emr.Calls);
    }

    [Fact]
    public async Task Cancel_NoWorkerHoldsTheRun_CancelsTheStepFirst()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        var (host, id, step) = await RunAsync(bench, emr);
        await StopAsync(bench, host);

        Assert.Equal(CancelOutcome.Requested, await host.Services.GetRequiredService<RunStore>().CancelAsync(id, Token));

        Assert.Equal((RunStates.Running, "RUNNING"), (await StateAsync(bench, id), step.State));
        var run = await bench.EndAsync(await StartAsync(bench, emr), id);
        Assert.Equal((RunStates.Cancelled, "CANCELLED"), (run.Summary.State, step.State));
        Assert.Null(await HandleAsync(bench, id));
    }

    [Fact]
    public async Task Cancel_WorkerDiedBeforeItKeptTheHandle_CancelsTheStepFirst()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        var (host, id, step) = await RunAsync(bench, emr);
        await StopAsync(bench, host);
        await bench.Database.ExecuteAsync("update platform.run set engine_handle = null");

        await host.Services.GetRequiredService<RunStore>().CancelAsync(id, Token);

        var run = await bench.EndAsync(await StartAsync(bench, emr), id);
        Assert.Equal((RunStates.Cancelled, "CANCELLED"), (run.Summary.State, step.State));
    }

    [Fact]
    public async Task Run_WorkerDiedBeforeItKeptTheHandleAndTheNextAttemptIsRefused_TheStepIsCancelledFirst()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        var (host, id, step) = await RunAsync(bench, emr);
        await StopAsync(bench, host);
        await bench.Database.ExecuteAsync("update platform.run set engine_handle = null");
        await bench.Database.ExecuteAsync("update platform.dataset set oldest_version = current_version + 1");

        var run = await bench.EndAsync(await StartAsync(bench, emr), id);

        Assert.Equal((RunStates.Failed, "input.removed"), (run.Summary.State, run.Cause?.Code));
        Assert.Equal(("CANCELLED", 1), (step.State, emr.Steps.Count));
    }

    [Fact]
    public async Task Run_WorkerDiedBeforeItKeptTheHandleAndEmrIsAway_WaitsForEmr()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        var (host, id, step) = await RunAsync(bench, emr);
        await StopAsync(bench, host);
        await bench.Database.ExecuteAsync("update platform.run set engine_handle = null");
        emr.Refusal = _ => "AccessDeniedException";
        host = await StartAsync(bench, emr);
        await bench.WaitForLogAsync(id, "may still run on the engine 'emr', and is ended there");
        Assert.Equal((RunStates.Running, "RUNNING", 1), (await StateAsync(bench, id), step.State, emr.Steps.Count));
        emr.Refusal = _ => null;

        await bench.WaitForHandleAsync(id);

        Assert.Equal(["CANCELLED", "RUNNING"], emr.Steps.Select(known => known.State));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LostRun_StepRuns_IsCancelledBeforeTheRunEnds(bool isHandleKnown)
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        var (host, id, step) = await RunAsync(bench, emr);
        await StopAsync(bench, host);
        await bench.Database.ExecuteAsync("update platform.work_item set state = 'dead', finished_at = now(), last_error = 'It died.'");
        if (!isHandleKnown)
        {
            await bench.Database.ExecuteAsync("update platform.run set engine_handle = null");
        }

        emr.Refusal = operation => operation == "ListSteps" ? "AccessDeniedException" : null;
        host = await StartAsync(bench, emr);
        var asked = emr.Calls.Count;
        await Eventually.TrueAsync(() => emr.Calls.Skip(asked).Count(call => call == "ListSteps") >= 2);
        Assert.Equal((RunStates.Running, "RUNNING"), (await StateAsync(bench, id), step.State));
        emr.Refusal = _ => null;

        var run = await bench.EndAsync(host, id);
        Assert.Equal((RunStates.Failed, "processor.gaveUp", "CANCELLED"), (run.Summary.State, run.Cause?.Code, step.State));
        Assert.Null(await HandleAsync(bench, id));
    }

    [Fact]
    public async Task LostRuns_TheStoreRefusesWhatOneOfThemNeeds_TheOthersEnd()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        bench.AddJob("hive", "kind: hive\nscript: job.hql", ("job.hql", "insert overwrite table hive select n from numbers"));
        bench.AddJob("waiting", "kind: pyspark\nscript: waiting.py", ("waiting.py", "def main(spark, parameters):\n    pass\n"));
        await bench.AddVersionAsync();
        var host = await StartAsync(bench, emr);
        var hive = await bench.QueueAsync(host, "hive");
        await bench.WaitForHandleAsync(hive);
        var waiting = await bench.QueueAsync(host, "waiting");
        await bench.WaitForHandleAsync(waiting);
        await bench.StopAsync(host);
        await bench.Database.ExecuteAsync("update platform.work_item set state = 'dead', finished_at = now(), last_error = 'It died.'");
        var blocked = Path.Combine(bench.ProcessedPath, "emr/code/drop-database-1");
        await File.WriteAllTextAsync(blocked, "", Token);

        host = await StartAsync(bench, emr);

        Assert.Equal(RunStates.Failed, (await bench.EndAsync(host, waiting)).Summary.State);
        Assert.Equal(RunStates.Running, await StateAsync(bench, hive));
        File.Delete(blocked);
        Assert.Equal(RunStates.Failed, (await bench.EndAsync(host, hive)).Summary.State);
    }

    [Fact]
    public async Task Run_ProcessorHasNoEmr_WaitsForOneThatHas()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        var (host, id, step) = await RunAsync(bench, emr);
        await StopAsync(bench, host);
        var handle = await HandleAsync(bench, id);

        var without = await bench.StartAsync();
        await without.Services.GetRequiredService<RunStore>().CancelAsync(id, Token);
        await bench.WaitForLogAsync(id, "may still run on the engine 'emr', which this Processor does not have");

        Assert.Equal((RunStates.Running, "RUNNING", handle), (await StateAsync(bench, id), step.State, await HandleAsync(bench, id)));
        var run = await bench.EndAsync(await StartAsync(bench, emr), id);
        Assert.Equal((RunStates.Cancelled, "CANCELLED"), (run.Summary.State, step.State));
    }

    [Fact]
    public async Task Start_TwoProcessorsAtOnce_ShareOneCluster()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        emr.StartDelay = TimeSpan.FromSeconds(1);
        var hosts = new[] { await BuildAsync(bench, emr), await BuildAsync(bench, emr) };

        await Task.WhenAll(hosts.Select((host, at) => host.Services.GetServices<IJobEngine>().Single(engine => engine.IsRemote)
            .StartAsync(TaskOf(at + 1, JobKinds.PySpark), Token)));

        Assert.Equal((1, 2), (emr.Clusters, emr.Steps.Count));
    }

    [Fact]
    public async Task Run_HiveScriptFails_ItsDatabaseIsDropped()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = await StubEmr.StartAsync();
        var host = await BuildAsync(bench, emr);
        var engine = host.Services.GetServices<IJobEngine>().Single(engine => engine.IsRemote);
        var task = TaskOf(7, JobKinds.Hive);
        var handle = await engine.StartAsync(task, Token);
        var step = Assert.Single(emr.Steps);
        emr.End(step.Id, "FAILED");

        Assert.IsType<EngineOutcome.Failed>(await engine.WaitAsync(task, handle, null, Token));

        var drop = emr.Steps[^1];
        Assert.Equal(("drop analytics_run_7_1", "database=analytics_run_7_1"), (drop.Name, drop.Arguments[^1]));
        var script = new Uri(drop.Arguments[^3]).LocalPath;
        Assert.Equal("drop database if exists ${database} cascade;\n", await File.ReadAllTextAsync(script, Token));
    }

    private static EngineTask TaskOf(long runId, string kind) => new()
    {
        RunId = runId,
        Attempt = 1,
        Sql = "",
        Inputs = [],
        Output = new EngineOutput([], []),
        ScratchDirectory = Path.Combine(Path.GetTempPath(), "nowhere"),
        Job = new JobDefinition
        {
            Name = "daily",
            Kind = kind,
            ScriptFile = "job",
            Script = "select 1",
            Inputs = [],
            Output = new JobOutput("daily", [], [], LoadMode.Replace),
        },
    };

    /// <summary>A Processor with a run whose step runs, and the worker waiting for it.</summary>
    private static async Task<(IHost Host, long Id, StubStep Step)> RunAsync(ProcessorBench bench, StubEmr emr, string more = "")
    {
        bench.AddJob("waiting", $"kind: pyspark\nscript: waiting.py\n{more}", ("waiting.py", "def main(spark, parameters):\n    pass\n"));
        await bench.AddVersionAsync();
        var host = await StartAsync(bench, emr);
        var id = await bench.QueueAsync(host, "waiting");
        await bench.WaitForHandleAsync(id);
        return (host, id, Assert.Single(emr.Steps));
    }

    /// <summary>Steps are added, but nobody hears of it until calls are refused no more.</summary>
    private static void LoseReplies(StubEmr emr)
    {
        emr.LosesReply = operation => operation == "AddJobFlowSteps";
        emr.Refusal = operation => operation is "ListSteps" or "ListClusters" && emr.Steps.Count > 0 ? "AccessDeniedException" : null;
    }

    /// <summary>Ends the worker; its step goes on.</summary>
    private static async Task StopAsync(ProcessorBench bench, IHost host)
    {
        await bench.StopAsync(host);
        await Eventually.TrueAsync(async () =>
            await bench.Database.ScalarAsync<string>("select state from platform.work_item") == "available");
    }

    private static Task<IHost> StartAsync(ProcessorBench bench, StubEmr emr) => bench.StartAsync(Settings(emr));

    private static Task<IHost> BuildAsync(ProcessorBench bench, StubEmr emr) => bench.BuildAsync(Settings(emr));

    private static (string, string)[] Settings(StubEmr emr) =>
    [
        ("Emr:Endpoint", emr.Address), ("Emr:PollInterval", "00:00:00.1"), ("Emr:LogPatience", "00:00:00.1"),
    ];

    private static Task<string?> StateAsync(ProcessorBench bench, long id) =>
        bench.Database.ScalarAsync<string>("select state from platform.run where id = $1", id);

    private static Task<string?> HandleAsync(ProcessorBench bench, long id) =>
        bench.Database.ScalarAsync<string>("select engine_handle from platform.run where id = $1", id);
}
