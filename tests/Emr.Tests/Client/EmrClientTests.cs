using Analytics.Emr.Client;
using Microsoft.AspNetCore.Http;

namespace Analytics.Emr.Tests.Client;

public sealed class EmrClientTests
{
    private const string Throttle =
        """{"__type":"com.amazonaws.elasticmapreduce.v20090331#ThrottlingException","message":"Rate exceeded"}""";

    private const string Step =
        """{"Step":{"Id":"s-1","Name":"a","Status":{"State":"RUNNING","Timeline":{"StartDateTime":1767225600.5}}}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DescribeStep_Answer_IsReadAndTheRequestSigned()
    {
        await using var emr = (await ScriptedEmr.StartAsync()).Says(Step);

        var step = await emr.Client.DescribeStepAsync("j-1", "s-1", Token);

        Assert.Equal(("s-1", "RUNNING", false), (step.Id, step.Status.State, step.IsOver));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, 500, TimeSpan.Zero), step.Status.Timeline?.StartDateTime);
        var (operation, body, authorization) = Assert.Single(emr.Requests);
        Assert.Equal(("DescribeStep", """{"ClusterId":"j-1","StepId":"s-1"}"""), (operation, body));
        Assert.Contains("/us-east-1/elasticmapreduce/aws4_request", authorization, StringComparison.Ordinal);
        Assert.Contains("x-amz-target", authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Now_AnswersAreDated_IsEmrsTimeAndNotThisMachines()
    {
        var noon = new DateTimeOffset(2035, 1, 1, 12, 0, 0, TimeSpan.Zero);
        await using var emr = (await ScriptedEmr.StartAsync()).Says(context =>
        {
            context.Response.GetTypedHeaders().Date = noon;
            return Step;
        });
        Assert.True(emr.Client.Now < noon);

        await emr.Client.DescribeStepAsync("j-1", "s-1", Token);

        Assert.InRange(emr.Client.Now, noon, noon + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task DescribeStep_ThrottledFaultyAndCut_IsRepeated()
    {
        await using var emr = (await ScriptedEmr.StartAsync())
            .Says(Throttle, 400).Says("<html>", 503).LosesReply().Says("{ half", 200).Says(Step);

        Assert.Equal("RUNNING", (await emr.Client.DescribeStepAsync("j-1", "s-1", Token)).Status.State);
        Assert.Equal(5, emr.Requests.Count);
    }

    [Fact]
    public async Task DescribeStep_Refused_IsThrownAtOnceInEmrsWords()
    {
        await using var emr = (await ScriptedEmr.StartAsync())
            .Says("""{"__type":"InvalidRequestException","ErrorCode":"NoSuchCluster","Message":"Cluster id 'j-1' is not valid."}""", 400);

        var refused = await Assert.ThrowsAsync<EmrException>(() => emr.Client.DescribeStepAsync("j-1", "s-1", Token));

        Assert.Equal(("InvalidRequestException", false, false), (refused.Code, refused.IsTransient, refused.IsOutcomeUnknown));
        Assert.Contains("Cluster id 'j-1' is not valid.", refused.Message, StringComparison.Ordinal);
        Assert.Single(emr.Requests);
    }

    [Fact]
    public async Task AddStep_Throttled_IsRepeatedSinceNothingWasAdded()
    {
        await using var emr = (await ScriptedEmr.StartAsync()).Says(Throttle, 400).Says("""{"StepIds":["s-9"]}""");

        Assert.Equal("s-9", await emr.Client.AddStepAsync("j-1", "run-1-1 a", ["spark-submit", "a b"], Token));
        Assert.Contains("\"Args\":[\"spark-submit\",\"a b\"]", emr.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AddStep_LostReply_IsNeverRepeatedBlindly(bool isCut)
    {
        await using var emr = await ScriptedEmr.StartAsync();
        _ = isCut ? emr.LosesReply() : emr.Says("""{"__type":"InternalServerException","Message":"oops"}""", 500);

        var lost = await Assert.ThrowsAsync<EmrException>(() => emr.Client.AddStepAsync("j-1", "run-1-1 a", [], Token));

        Assert.True(lost.IsOutcomeUnknown);
        Assert.Single(emr.Requests);
    }

    [Fact]
    public async Task ListSteps_SeveralPages_AreAllRead()
    {
        await using var emr = (await ScriptedEmr.StartAsync())
            .Says("""{"Steps":[{"Id":"s-2","Status":{"State":"PENDING"}}],"Marker":"m1"}""")
            .Says("""{"Steps":[{"Id":"s-1","Config":{"Args":["x"]},"Status":{"State":"RUNNING"}}]}""");

        var steps = await emr.Client.ListStepsAsync("j-1", EmrStep.ActiveStates, Token).ToListAsync(Token);

        Assert.Equal(["s-2", "s-1"], steps.Select(step => step.Id));
        Assert.Equal("""{"ClusterId":"j-1","StepStates":["PENDING","RUNNING"],"Marker":"m1"}""", emr.Requests.Last().Body);
    }
}
