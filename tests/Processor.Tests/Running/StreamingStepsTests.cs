using Analytics.Fixtures;
using Analytics.Fixtures.Emr;
using Analytics.Processor.Tests.Support;
using Analytics.Runs;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Analytics.Processor.Tests.Running;

/// <summary>The two steps of a Hadoop streaming job: one that writes its lines, and then its own, each once whatever befalls the Processor.</summary>
public sealed class StreamingStepsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private ProcessorBench? _bench;
    private StubEmr? _emr;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ProcessorBench Bench => _bench ?? throw new InvalidOperationException("Not made yet.");

    private StubEmr Emr => _emr ?? throw new InvalidOperationException("Not made yet.");

    public async ValueTask InitializeAsync()
    {
        _bench = await ProcessorBench.CreateAsync(postgres);
        _emr = await StubEmr.StartAsync();
        Bench.AddJob("lines", "kind: hadoop-streaming\nmapper: map.py\nretries: { count: 0 }", ("map.py", "print(5)\n"));
        await Bench.AddVersionAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Bench.DisposeAsync();
        await Emr.DisposeAsync();
    }

    [Fact]
    public async Task Run_LinesWritten_AddsTheJobsOwnStepAndSaysWhereTheyAre()
    {
        var (_, id) = await StartAsync();

        var text = Assert.Single(Emr.Steps);
        Assert.Equal(($"run-{id}-1-text lines", "spark-submit"), (text.Name, text.Arguments[0]));
        Emr.End(text.Id, "COMPLETED");
        var own = await OwnStepAsync();

        Assert.Equal(($"run-{id}-1 lines", "hadoop-streaming"), (own.Name, own.Arguments[0]));
        var input = own.Arguments[own.Arguments.ToList().IndexOf("-input") + 1];
        Assert.EndsWith($"/results/lines/{id}/attempt-1/input/numbers", input, StringComparison.Ordinal);
        Assert.Contains(
            $"\"address\":\"{input}\"",
            await File.ReadAllTextAsync(Path.Combine(Bench.ProcessedPath, $"results/lines/{id}/attempt-1/text.json"), Stop),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ProcessorReplacedWhileTheLinesAreWritten_AddsTheJobsOwnStepWithItsInput()
    {
        var (host, id) = await StartAsync();
        await Bench.StopAsync(host);
        Emr.End(Emr.Steps[0].Id, "COMPLETED");
        await HostAsync();

        var own = await OwnStepAsync();

        Assert.Equal($"run-{id}-1 lines", own.Name);
        Assert.EndsWith(
            $"/results/lines/{id}/attempt-1/input/numbers", own.Arguments[own.Arguments.ToList().IndexOf("-input") + 1],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ProcessorReplacedWhileTheJobsOwnStepRuns_TakesItUpAndAddsNoOther()
    {
        var (host, id) = await StartAsync();
        Emr.End(Emr.Steps[0].Id, "COMPLETED");
        var own = await OwnStepAsync();
        await Bench.StopAsync(host);
        var output = Directory.CreateDirectory(Path.Combine(Bench.ProcessedPath, $"results/lines/{id}/attempt-1/output")).FullName;
        await File.WriteAllTextAsync(Path.Combine(output, "part-00000"), "5\n", Stop);
        Emr.End(own.Id, "COMPLETED");

        var run = await Bench.EndAsync(await HostAsync(), id);

        Assert.Null(run.Cause);
        Assert.Equal((RunStates.Succeeded, 1, 2), (run.Summary.State, run.Summary.Attempt, Emr.Steps.Count));
        Assert.Equal(5, await Bench.Database.ScalarAsync<long>("select n from results.lines"));
    }

    [Fact]
    public async Task Cancel_JobsOwnStepRuns_EndsIt()
    {
        var (host, id) = await StartAsync();
        Emr.End(Emr.Steps[0].Id, "COMPLETED");
        await OwnStepAsync();

        await host.Services.GetRequiredService<RunStore>().CancelAsync(id, Stop);
        var run = await Bench.EndAsync(host, id);

        Assert.Equal((RunStates.Cancelled, "CANCELLED"), (run.Summary.State, Emr.Steps[1].State));
    }

    [Fact]
    public async Task Cancel_LinesAreWritten_EndsThatStepAndAddsNoOther()
    {
        var (host, id) = await StartAsync();

        await host.Services.GetRequiredService<RunStore>().CancelAsync(id, Stop);
        var run = await Bench.EndAsync(host, id);

        Assert.Equal((RunStates.Cancelled, "CANCELLED"), (run.Summary.State, Assert.Single(Emr.Steps).State));
    }

    [Fact]
    public async Task Run_LinesCannotBeWritten_FailsWithoutTheJobsOwnStep()
    {
        var (host, id) = await StartAsync();
        Emr.End(Emr.Steps[0].Id, "FAILED");

        var run = await Bench.EndAsync(host, id);

        Assert.Equal(RunStates.Failed, run.Summary.State);
        Assert.Single(Emr.Steps);
    }

    private async Task<(IHost Host, long RunId)> StartAsync()
    {
        var host = await HostAsync();
        var id = await Bench.QueueAsync(host, "lines");
        await Bench.WaitForHandleAsync(id);
        return (host, id);
    }

    private Task<IHost> HostAsync() => Bench.StartAsync(
        ("Emr:Endpoint", Emr.Address), ("Emr:PollInterval", "00:00:00.1"), ("Emr:LogPatience", "00:00:00.1"));

    private async Task<StubStep> OwnStepAsync()
    {
        await Eventually.TrueAsync(() => Emr.Steps.Count == 2);
        return Emr.Steps[1];
    }
}
