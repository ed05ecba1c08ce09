using Analytics.LocalEmr.Runners;
using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Steps;

public sealed class StepOperationsTests
{
    [Fact]
    public async Task AddSteps_MoreThan256Active_AreRefusedAndNoneIsAdded()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var id = await server.Client.RunAsync();
        await server.Client.AddAsync(id, Many(255));

        var fault = await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.AddAsync(id, Many(2)));

        Assert.Equal("ValidationException", fault.Type);
        Assert.StartsWith("Maximum number of active steps", fault.Text, StringComparison.Ordinal);
        await server.Client.AddAsync(id, Many(1));
    }

    [Fact]
    public async Task AddSteps_After256HaveEnded_AreTaken()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner { EndsAtOnce = _ => new RunEnd(0) });
        var id = await server.Client.RunAsync(concurrency: 64);
        await server.Client.AddAsync(id, Many(256));
        await server.Client.WaitForClusterAsync(id, "WAITING", TimeSpan.FromMinutes(1));

        Assert.Single(await server.Client.AddAsync(id, Many(1)));
    }

    [Theory]
    [InlineData(10_240 - 18 - 12, true)]
    [InlineData(10_241 - 18 - 12, false)]
    public async Task AddSteps_StringsOfAStep_HaveALimit(int length, bool isTaken)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var id = await server.Client.RunAsync();
        var step = EmrClient.Step("long", null, "spark-submit", new string('x', length));

        if (isTaken)
        {
            await server.Client.AddAsync(id, step);
        }
        else
        {
            var fault = await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.AddAsync(id, step));
            Assert.Contains("10240", fault.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("TERMINATE_CLUSTER")]
    [InlineData("CANCEL_AND_WAIT")]
    public async Task AddSteps_ConcurrencyAboveOne_TakesOnlyContinue(string action)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var id = await server.Client.RunAsync(concurrency: 2);

        var fault = await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.AddAsync(id, EmrClient.Step("s", action)));

        Assert.Contains("ActionOnFailure setting is not valid", fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddSteps_EndedCluster_IsRefused()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var id = await server.Client.RunAsync(keepAlive: false);
        await server.Client.WaitForClusterAsync(id, "TERMINATED");

        var fault = await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.AddAsync(id, EmrClient.Step("s")));

        Assert.Equal("A job flow that is shutting down, terminated, or finished may not be modified.", fault.Text);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Name": "x"}""")]
    [InlineData("""{"Name": "x", "HadoopJarStep": {}}""")]
    [InlineData("""{"Name": "x", "HadoopJarStep": {"Jar": "a", "Args": [null]}}""")]
    [InlineData("""{"Name": "x", "ActionOnFailure": "IGNORE", "HadoopJarStep": {"Jar": "a"}}""")]
    [InlineData("null")]
    public async Task AddSteps_MalformedStep_IsRefused(string step)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var id = await server.Client.RunAsync();

        var fault = await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.SendAsync(
            "ElasticMapReduce.AddJobFlowSteps", $$"""{"JobFlowId": "{{id}}", "Steps": [{{step}}]}"""));

        Assert.Equal("ValidationException", fault.Type);
    }

    [Fact]
    public async Task CancelSteps_PendingRunningAndOver_AnswersEach()
    {
        var runner = new FakeRunner { IgnoresInterrupts = true };
        await using var server = await EmrServer.StartAsync(runner);
        var id = await server.Client.RunAsync();
        var steps = await server.Client.AddAsync(id, EmrClient.Step("over"), EmrClient.Step("runs"), EmrClient.Step("waits"));
        await Eventually.TrueAsync(() => runner.Started.Contains("over"));
        runner.End("over", 0);
        await Eventually.TrueAsync(() => runner.Started.Contains("runs"));

        var answer = await server.Client.CallAsync("CancelSteps", new { ClusterId = id, StepIds = steps });
        var running = await server.Client.StepAsync(id, steps[1]);
        await server.Client.WaitForStepAsync(id, steps[1], "CANCELLED");

        Assert.Equal(
            ["FAILED", "SUBMITTED", "SUBMITTED"],
            answer.GetProperty("CancelStepsInfoList").EnumerateArray().Select(one => one.GetProperty("Status").GetString()));
        Assert.Equal("CANCEL_PENDING", EmrClient.State(running));
        Assert.Equal("CANCELLED", EmrClient.State(await server.Client.StepAsync(id, steps[2])));
        Assert.Equal([("runs", false), ("runs", true)], runner.Stops.Take(2));
        Assert.Equal(["over", "runs"], runner.Started);
    }

    [Fact]
    public async Task CancelSteps_ProcessToBeTerminated_IsNotAskedFirst()
    {
        var runner = new FakeRunner { IgnoresInterrupts = true };
        await using var server = await EmrServer.StartAsync(runner, null, ("LocalEmr:CancelGrace", "00:10:00"));
        var id = await server.Client.RunAsync();
        var steps = await server.Client.AddAsync(id, EmrClient.Step("runs"));
        await Eventually.TrueAsync(() => !runner.Started.IsEmpty);

        await server.Client.CallAsync(
            "CancelSteps", new { ClusterId = id, StepIds = steps, StepCancellationOption = "TERMINATE_PROCESS" });

        await server.Client.WaitForStepAsync(id, steps[0], "CANCELLED");
    }

    [Fact]
    public async Task ListSteps_ByIdsAndStates_FindsThose()
    {
        var runner = new FakeRunner();
        await using var server = await EmrServer.StartAsync(runner);
        var id = await server.Client.RunAsync();
        var steps = await server.Client.AddAsync(id, EmrClient.Step("one"), EmrClient.Step("two"), EmrClient.Step("three"));
        await Eventually.TrueAsync(() => !runner.Started.IsEmpty);

        Assert.Equal(["three", "two", "one"], await ListAsync(new { ClusterId = id }));
        Assert.Equal(["one", "three"], await ListAsync(new { ClusterId = id, StepIds = new[] { steps[0], steps[2] } }));
        Assert.Equal(["three", "two"], await ListAsync(new { ClusterId = id, StepStates = new[] { "PENDING" } }));
        await Assert.ThrowsAsync<EmrFaultException>(() => ListAsync(new { ClusterId = id, StepIds = Enumerable.Repeat(steps[0], 11) }));
        await Assert.ThrowsAsync<EmrFaultException>(() => ListAsync(new { ClusterId = id, StepStates = new[] { "IDLE" } }));

        async Task<IEnumerable<string?>> ListAsync(object input) =>
            (await server.Client.CallAsync("ListSteps", input)).GetProperty("Steps").EnumerateArray()
            .Select(step => step.GetProperty("Name").GetString());
    }

    private static object[] Many(int count) => [.. Enumerable.Range(0, count).Select(number => EmrClient.Step($"s{number}"))];
}
