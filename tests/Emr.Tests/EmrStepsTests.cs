using Analytics.Catalogue.Jobs;
using Analytics.Emr.Client;
using Analytics.Emr.Tests.Client;
using Analytics.Engines;

namespace Analytics.Emr.Tests;

public sealed class EmrStepsTests
{
    private const string Run = "s3://processed/results/daily/7/";
    private const string None = """{"Steps":[]}""";

    private static readonly EngineTask Task7 = new()
    {
        RunId = 7,
        Attempt = 2,
        Sql = "",
        Inputs = [],
        Output = new EngineOutput([], []),
        ScratchDirectory = "/nowhere",
        Job = new JobDefinition
        {
            Name = "daily",
            Kind = JobKinds.Sql,
            ScriptFile = "",
            Script = "",
            Inputs = [],
            Output = new JobOutput("daily", [], [], LoadMode.Replace),
        },
    };

    [Fact]
    public async Task AddOnce_NothingThere_AddsAStepNamedByRunAndAttempt()
    {
        await using var emr = (await ScriptedEmr.StartAsync()).Says(None).Says("""{"StepIds":["s-1"]}""");

        Assert.Equal("s-1", await AddAsync(emr));
        Assert.Contains("\"Name\":\"run-7-2 daily\"", emr.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddOnce_ReplyLostButStepAdded_FindsItByItsName()
    {
        await using var emr = (await ScriptedEmr.StartAsync()).Says(None).LosesReply().Says(Steps(("s-1", "run-7-2 daily", Run)));

        Assert.Equal("s-1", await AddAsync(emr));
        Assert.Single(emr.Requests, request => request.Operation == "AddJobFlowSteps");
    }

    [Fact]
    public async Task AddOnce_RequestLost_AddsItAfterALook()
    {
        await using var emr = (await ScriptedEmr.StartAsync()).Says(None).LosesReply().Says(None).Says("""{"StepIds":["s-2"]}""");

        Assert.Equal("s-2", await AddAsync(emr));
    }

    [Fact]
    public async Task AddOnce_StepOfTheSameAttempt_IsTakenUp()
    {
        await using var emr = (await ScriptedEmr.StartAsync()).Says(Steps(("s-1", "run-7-2 daily", Run)));

        Assert.Equal("s-1", await AddAsync(emr));
        Assert.Single(emr.Requests);
    }

    [Fact]
    public async Task AddOnce_StepOfAnEarlierAttempt_IsEndedAndThoseOfOthersAreLeftAlone()
    {
        await using var emr = (await ScriptedEmr.StartAsync())
            .Says(Steps(
                ("s-1", "run-7-1 daily", Run), ("s-2", "run-71-1 daily", "s3://processed/results/daily/71/"),
                ("s-3", "run-7-2 daily", "s3://other/results/daily/7/")))
            .Says("{}").Says("""{"StepIds":["s-4"]}""");

        Assert.Equal("s-4", await AddAsync(emr));
        var cancelled = Assert.Single(emr.Requests, request => request.Operation == "CancelSteps");
        Assert.Contains("\"StepIds\":[\"s-1\"]", cancelled.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddOnce_ReplyLostAndEmrDoesNotTellWhetherItIsThere_IsUnknown()
    {
        await using var emr = (await ScriptedEmr.StartAsync())
            .Says(None).LosesReply().Says("""{"__type":"AccessDeniedException","Message":"Not now."}""", 400);

        Assert.Null(await AddAsync(emr));
        Assert.Single(emr.Requests, request => request.Operation == "AddJobFlowSteps");
    }

    [Fact]
    public async Task AddOnce_EveryRequestLost_ThrowsAfterALookThatFindsNothing()
    {
        await using var emr = (await ScriptedEmr.StartAsync())
            .Says(None).LosesReply().Says(None).LosesReply().Says(None).LosesReply().Says(None);

        Assert.True((await Assert.ThrowsAsync<EmrException>(() => AddAsync(emr))).IsOutcomeUnknown);
        Assert.Equal("ListSteps", emr.Requests.Last().Operation);
    }

    [Fact]
    public async Task AddOnce_LastReplyLostButStepAdded_FindsItByItsName()
    {
        await using var emr = (await ScriptedEmr.StartAsync())
            .Says(None).LosesReply().Says(None).LosesReply().Says(None).LosesReply().Says(Steps(("s-3", "run-7-2 daily", Run)));

        Assert.Equal("s-3", await AddAsync(emr));
    }

    private static Task<string?> AddAsync(ScriptedEmr emr) =>
        new EmrSteps(emr.Client, new EmrOptions { PollInterval = TimeSpan.FromMilliseconds(1) }, TimeProvider.System)
            .AddOnceAsync(
                "j-1", Task7, new EmrStage(Task7.Job!), ["spark-submit", Run + "attempt-2/task.json"], Run,
                TestContext.Current.CancellationToken);

    private static string Steps(params (string Id, string Name, string Folder)[] steps) =>
        "{\"Steps\":[" + string.Join(',', steps.Select(step => $$$"""
            {"Id":"{{{step.Id}}}","Name":"{{{step.Name}}}","Config":{"Args":["spark-submit","{{{step.Folder}}}x"]},
            "Status":{"State":"RUNNING"}}
            """)) + "]}";
}
