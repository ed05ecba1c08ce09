using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Running;

public sealed class RestartTests
{
    [Fact]
    public async Task Restart_StepThatRuns_IsFollowedAgainAndNotStarted()
    {
        using var folder = new ScratchFolder();
        var first = new FakeRunner();
        string cluster;
        await using (var server = await EmrServer.StartAsync(first, folder.Path, ("LocalEmr:KeepSteps", "true")))
        {
            cluster = await server.Client.RunAsync(keepAlive: false, steps: [EmrClient.Step("runs"), EmrClient.Step("waits")]);
            await Eventually.TrueAsync(() => server.State.Read(cluster, (_, steps) => steps.Steps[0].Handle is not null));
        }

        var second = new FakeRunner();
        await using var again = await EmrServer.StartAsync(second, folder.Path);
        second.End("runs", 0);
        await Eventually.TrueAsync(() => second.Started.Contains("waits"));
        second.End("waits", 0);
        await again.Client.WaitForClusterAsync(cluster, "TERMINATED");

        Assert.Equal(["runs"], first.Started);
        Assert.Equal(["waits"], second.Started);
        Assert.Empty(first.Stops);
        Assert.All((await again.Client.StepStatesAsync(cluster)).Values, state => Assert.Equal("COMPLETED", state));
    }

    [Fact]
    public async Task Restart_StepOfWhichNoRunnerKnows_FailsAndSaysWhy()
    {
        using var folder = new ScratchFolder();
        string cluster;
        await using (var server = await EmrServer.StartAsync(new FakeRunner(), folder.Path, ("LocalEmr:KeepSteps", "true")))
        {
            cluster = await server.Client.RunAsync(steps: [EmrClient.Step("runs")]);
            await Eventually.TrueAsync(() => server.State.Read(cluster, (_, steps) => steps.Steps[0].Handle is not null));
            server.State.Change(cluster, ApiException.NoJobFlow, change =>
            {
                change.Put(change.Steps.First() with { Handle = null });
                return true;
            });
        }

        var runner = new FakeRunner();
        await using var again = await EmrServer.StartAsync(runner, folder.Path);
        await Eventually.TrueAsync(async () => (await again.Client.StepStatesAsync(cluster))["runs"] == "FAILED");

        Assert.Empty(runner.Started);
    }

    [Fact]
    public async Task Stop_StepThatRuns_FailsUnlessItIsToBeKept()
    {
        using var folder = new ScratchFolder();
        var runner = new FakeRunner();
        string cluster;
        await using (var server = await EmrServer.StartAsync(runner, folder.Path))
        {
            cluster = await server.Client.RunAsync(steps: [EmrClient.Step("runs")]);
            await Eventually.TrueAsync(() => !runner.Started.IsEmpty);
        }

        await using var again = await EmrServer.StartAsync(new FakeRunner(), folder.Path);
        var step = again.State.Read(cluster, (_, steps) => steps.Steps[0]);

        Assert.Equal(("runs", true), Assert.Single(runner.Stops));
        Assert.Equal(("FAILED", "LocalEmr was stopped while the step ran."), (step.State, step.Failure?.Reason));
    }

    [Fact]
    public async Task TimeLimit_Exceeded_FailsTheStep()
    {
        var runner = new FakeRunner();
        await using var server = await EmrServer.StartAsync(runner, null, ("LocalEmr:StepTimeLimit", "00:00:00.5"));
        var id = await server.Client.RunAsync();
        var steps = await server.Client.AddAsync(id, EmrClient.Step("runs"));

        var step = await server.Client.WaitForStepAsync(id, steps[0], "FAILED");

        Assert.Contains(
            "longer than 00:00:00.5",
            step.GetProperty("Status").GetProperty("FailureDetails").GetProperty("Reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Concurrency_Level_IsNeverExceeded()
    {
        var runner = new FakeRunner();
        await using var server = await EmrServer.StartAsync(runner);
        var id = await server.Client.RunAsync(concurrency: 2);
        await server.Client.AddAsync(id, [.. Enumerable.Range(0, 5).Select(number => EmrClient.Step($"s{number}"))]);

        for (var number = 0; number < 5; number++)
        {
            await Eventually.TrueAsync(() => runner.Started.Count == Math.Min(5, number + 2));
            var states = await server.Client.StepStatesAsync(id);
            Assert.True(states.Values.Count(state => state == "RUNNING") <= 2);
            runner.End($"s{number}", 0);
        }

        await server.Client.WaitForClusterAsync(id, "WAITING");
        Assert.Equal(["s0", "s1", "s2", "s3", "s4"], runner.Started.Order(StringComparer.Ordinal));
    }
}
