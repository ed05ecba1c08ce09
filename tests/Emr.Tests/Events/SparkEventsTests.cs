using System.Globalization;
using System.Text.Json;

using Analytics.Emr.Events;
using Analytics.Engines;
using Analytics.JobFailures;

namespace Analytics.Emr.Tests.Events;

/// <summary>Lines as Spark 3.5.6 writes them, without what is not read.</summary>
public sealed class SparkEventsTests
{
    private static readonly EngineFailure Unknown = new(
        EngineFailureCode.StepFailed, "The step failed on EMR: no cause is known", ["one", "two"], "See the step's log.", false);

    [Fact]
    public async Task Find_OneTaskTakesMuchLongerThanItsSiblings_NamesTheStageAndTheSkew()
    {
        var finding = Assert.Single(await FindAsync(
            [Task(3, 1_000), Task(3, 2_000), Task(3, 2_000), Task(3, 95_000), Stage(3, "parquet at job.py:12")]));

        Assert.Equal("Stage 3 (parquet at job.py:12) waited for one task: 95 s, where half of its 4 took at most 2 s.", finding.Message);
        Assert.Contains("key", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_TasksOfUsualLengths_FindsNothing() =>
        Assert.Empty(await FindAsync([Task(3, 1_000), Task(3, 2_000), Task(3, 2_000), Task(3, 9_000), Stage(3, "count")]));

    [Fact]
    public async Task Find_MuchWasSpilled_NamesTheStageThatSpilledMost()
    {
        var finding = Assert.Single(await FindAsync(
            [Task(1, 10, spilled: 1_500_000_000), Task(2, 10, spilled: 2_000_000_000), Task(2, 10, spilled: 1_000_000_000)]));

        Assert.Equal("Stage 2 wrote 3.0 GB to disk for want of memory.", finding.Message);
    }

    [Fact]
    public async Task Find_MuchTimeGoesIntoGarbage_SaysHowMuch()
    {
        var finding = Assert.Single(await FindAsync([Task(1, 10, runTime: 100_000, gcTime: 40_000)]));

        Assert.Equal("Stage 1 collected garbage for 40 % of its 100 s of work.", finding.Message);
    }

    [Theory]
    [InlineData("Container killed by YARN for exceeding memory limits. 5.5 GB of 5.5 GB", EngineFailureCode.LimitMemory)]
    [InlineData("Command exited with code 137", EngineFailureCode.LimitMemory)]
    [InlineData("Remote RPC client disassociated. Likely due to containers exceeding thresholds", EngineFailureCode.Crashed)]
    public async Task Find_AnExecutorWasLost_IsTheCauseOfAStepWithoutOne(string reason, string code)
    {
        var findings = await FindAsync(
            [Removed("7", reason), Removed("8", "Executor killed by driver."), Removed("9", "Command exited with code 0")]);

        var failure = EmrFailures.With(Unknown, findings);

        Assert.Equal((code, code == EngineFailureCode.Crashed), (failure.Code, failure.Retryable));
        Assert.StartsWith("The step failed: 1 executor was lost", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["one", "two", findings[0].Message, $"Executor 7: {reason}"], failure.Lines);
    }

    [Fact]
    public async Task Find_TasksFailed_NamesEachReasonOnce()
    {
        var finding = Assert.Single(await FindAsync([Failure(4, "no\nat x"), Failure(4, "no"), Failure(4, "other")]));

        Assert.Equal("3 tasks of Stage 4 failed.", finding.Message);
        Assert.Equal(["java.io.IOException: no", "java.io.IOException: other"], finding.Lines);
    }

    [Fact]
    public async Task Find_LinesThatAreNoEvents_ArePassedOver()
    {
        var findings = await FindAsync(
        [
            "{\"Event\":\"SparkListenerTaskEnd\",\"Stage ID\":\"x\"}", "{\"Event\":\"SparkListenerTaskEnd\"", "nonsense", "",
            Removed("7", "lost"), "{\"Event\":\"SparkListenerExecutorRemoved\",\"Executor",
        ]);

        Assert.Equal("1 executor was lost.", Assert.Single(findings).Message);
    }

    [Fact]
    public async Task With_AStepAtItsTimeLimit_AdvisesFirstOnWhatTookSoLong()
    {
        var overdue = Unknown with { Code = EngineFailureCode.LimitWallTime, Message = "It was ended at its time limit." };
        var findings = await FindAsync([Task(3, 1_000), Task(3, 1_000), Task(3, 1_000), Task(3, 95_000)]);

        var failure = EmrFailures.With(overdue, findings);

        Assert.Equal((overdue.Code, overdue.Message), (failure.Code, failure.Message));
        Assert.Equal($"{findings[0].Advice} {overdue.Advice}", failure.Advice);
    }

    [Fact]
    public void With_ManyLinesAndFindings_StaysWithinTwenty()
    {
        var long20 = Unknown with { Lines = [.. Enumerable.Range(1, 20).Select(line => line.ToString(CultureInfo.InvariantCulture))] };

        var failure = EmrFailures.With(long20, [new SparkFinding(null, "found", ["a", "b"], "mend")]);

        Assert.Equal(20, failure.Lines.Count);
        Assert.Equal(["16", "17", "found", "a", "b"], failure.Lines.TakeLast(5));
    }

    private static async Task<IReadOnlyList<SparkFinding>> FindAsync(string[] lines)
    {
        using var reader = new StringReader(string.Join('\n', lines));
        return SparkRules.Find(await SparkEventReader.ReadAsync(reader, TestContext.Current.CancellationToken));
    }

    private static string Task(int stage, long milliseconds, long spilled = 0, long runTime = 0, long gcTime = 0) => Json(new
    {
        Event = "SparkListenerTaskEnd",
        Stage_ID = stage,
        Stage_Attempt_ID = 0,
        Task_Type = "ResultTask",
        Task_End_Reason = new { Reason = "Success" },
        Task_Info = new { Task_ID = 6, Launch_Time = 1000, Finish_Time = 1000 + milliseconds, Failed = false, Killed = false },
        Task_Metrics = new { Executor_Run_Time = runTime, JVM_GC_Time = gcTime, Memory_Bytes_Spilled = 0, Disk_Bytes_Spilled = spilled },
    });

    private static string Failure(int stage, string message) => Json(new
    {
        Event = "SparkListenerTaskEnd",
        Stage_ID = stage,
        Task_End_Reason = new { Reason = "ExceptionFailure", Class_Name = "java.io.IOException", Description = message },
        Task_Info = new { Launch_Time = 1000, Finish_Time = 2000, Failed = true, Killed = false },
    });

    private static string Stage(int stage, string name) => Json(new
    {
        Event = "SparkListenerStageCompleted",
        Stage_Info = new { Stage_ID = stage, Stage_Attempt_ID = 0, Stage_Name = name, Number_of_Tasks = 4 },
    });

    private static string Removed(string executor, string reason) => Json(new
    {
        Event = "SparkListenerExecutorRemoved",
        Timestamp = 1,
        Executor_ID = executor,
        Removed_Reason = reason,
    });

    /// <summary>Spark's names hold blanks.</summary>
    private static string Json(object value) => JsonSerializer.Serialize(value).Replace('_', ' ');
}
