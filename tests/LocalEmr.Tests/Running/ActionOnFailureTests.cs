using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Running;

public sealed class ActionOnFailureTests
{
    [Theory]
    [InlineData("CONTINUE", false, "RUNNING", "RUNNING")]
    [InlineData("CANCEL_AND_WAIT", false, "WAITING", "CANCELLED")]
    [InlineData("TERMINATE_CLUSTER", false, "TERMINATED_WITH_ERRORS", "CANCELLED")]
    [InlineData("TERMINATE_JOB_FLOW", false, "TERMINATED_WITH_ERRORS", "CANCELLED")]
    [InlineData("TERMINATE_CLUSTER", true, "WAITING", "CANCELLED")]
    public async Task Failure_OfAStep_DoesWhatItsActionSays(string action, bool isProtected, string cluster, string next)
    {
        var runner = new FakeRunner();
        await using var server = await EmrServer.StartAsync(runner);
        var id = await server.Client.RunAsync(
            isProtected: isProtected, steps: [EmrClient.Step("fails", action), EmrClient.Step("next")]);
        await Eventually.TrueAsync(() => !runner.Started.IsEmpty);

        runner.End("fails", 1);
        await Eventually.TrueAsync(async () => (await server.Client.StepStatesAsync(id))["next"] == next);
        var found = await server.Client.WaitForClusterAsync(id, cluster);

        Assert.Equal("FAILED", (await server.Client.StepStatesAsync(id))["fails"]);
        Assert.Equal(cluster == "TERMINATED_WITH_ERRORS" ? "STEP_FAILURE" : null, EmrClient.Reason(found, "Code"));
        if (next == "RUNNING")
        {
            // It is said to run before the runner has it.
            await Eventually.TrueAsync(() => runner.Started.Count == 2);
        }
        else
        {
            Assert.Single(runner.Started);
        }
    }

    [Fact]
    public async Task Failure_ConcurrencyRaisedMeanwhile_TouchesNoOtherStep()
    {
        var runner = new FakeRunner();
        await using var server = await EmrServer.StartAsync(runner);
        var id = await server.Client.RunAsync(steps: [EmrClient.Step("fails", "TERMINATE_CLUSTER"), EmrClient.Step("next")]);
        await server.Client.CallAsync("ModifyCluster", new { ClusterId = id, StepConcurrencyLevel = 2 });
        await Eventually.TrueAsync(() => runner.Started.Count == 2);

        runner.End("fails", 1);
        await Eventually.TrueAsync(async () => (await server.Client.StepStatesAsync(id))["fails"] == "FAILED");

        Assert.Equal("RUNNING", (await server.Client.StepStatesAsync(id))["next"]);
        Assert.Equal("RUNNING", EmrClient.State(await server.Client.ClusterAsync(id)));
    }
}
