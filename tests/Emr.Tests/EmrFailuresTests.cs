using Analytics.Emr.Client;
using Analytics.Engines;
using Analytics.Fixtures.Emr;
using Analytics.JobFailures;

using CsCheck;

namespace Analytics.Emr.Tests;

public sealed class EmrFailuresTests
{
    private static readonly EmrStatus Failed = new("FAILED", null, null, null);

    [Theory]
    [InlineData("exit-text", "The script ended with exit code 1: no flights for month 13")]
    [InlineData("print-exit", "The script ended with exit code 1: no flights for month 13")]
    [InlineData("logging-exit", "The script ended with exit code 2: ERROR:root:no flights for month 13")]
    [InlineData("logging-format-exit", "The script ended with exit code 2: * ERROR no flights for month 13")]
    [InlineData("raise-from", "The script failed at line 5: RuntimeError: the month is not there")]
    [InlineData("rule-word-then-error", "The script failed at line 10: ValueError: month 13 is none")]
    [InlineData("udf", "The script failed at line 4: ZeroDivisionError: integer division or modulo by zero")]
    [InlineData("streaming-traceback", "The script failed at line 4: ValueError: invalid literal for int() with base 10: 'two\\n'")]
    [InlineData("streaming-exit", "The mapper or the reducer failed: no delays in the input")]
    public void Of_RecordedScriptThatFails_IsToldByItsOwnWords(string step, string message)
    {
        var failure = OfRecorded(step);

        Assert.Equal(EngineFailureCode.Script, failure.Code);
        Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(message).Replace("\\*", ".*", StringComparison.Ordinal)}$", failure.Message);
        Assert.DoesNotContain(failure.Lines, line => line.Contains("/pyspark", StringComparison.Ordinal));
        Assert.DoesNotContain(failure.Lines, line => line.Contains("analytics_runner", StringComparison.Ordinal));
        Assert.DoesNotContain(failure.Lines, line => line.Contains(" INFO ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("missing-table", EngineFailureCode.SqlInvalid, "    flights = spark.table('flihgts')")]
    [InlineData("missing-column", EngineFailureCode.SqlInvalid, "    .select('delay'))")]
    [InlineData("module", EngineFailureCode.Script, "ModuleNotFoundError: No module named 'pandas_nowhere'")]
    [InlineData("printed-traceback", EngineFailureCode.Input, "    spark.read.parquet('file:///nothing/here').count()")]
    [InlineData("divide", EngineFailureCode.SqlData, "    print(rows.count(), rows.collect())")]
    [InlineData("memory", EngineFailureCode.LimitMemory, null)]
    [InlineData("hive-missing-table", EngineFailureCode.SqlInvalid, null)]
    [InlineData("hive-cast", EngineFailureCode.SqlData, "SELECT cast('abc' as int)")]
    [InlineData("sql-syntax", EngineFailureCode.SqlInvalid, "[PARSE_SYNTAX_ERROR] Syntax error at or near 'selec'.(line 1, pos 0)")]
    [InlineData("absent-script", EngineFailureCode.Input, null)]
    public void Of_RecordedStepOfAKnownFailure_NamesItAndShowsTheLine(string step, string code, string? line)
    {
        var failure = OfRecorded(step);

        Assert.Equal(code, failure.Code);
        Assert.NotEmpty(failure.Lines);
        Assert.NotEmpty(failure.Advice);
        Assert.True(line is null || failure.Lines.Contains(line), string.Join('\n', failure.Lines));
        Assert.DoesNotContain(failure.Lines, shown => shown.Contains(" INFO ", StringComparison.Ordinal) || shown.Contains("HiveConf", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_TracebackWithoutItsExceptionBeforeTheRunnersLine_IsToldByTheRunner()
    {
        var failure = EmrFailures.Of(
            Failed, new StepLogs(["Traceback (most recent call last):", "analytics: script.exited: 1"], [], []), isPython: true);

        Assert.Equal(EngineFailureCode.Script, failure.Code);
        Assert.StartsWith("The script ended with exit code 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_LinesInAnyOrder_NeverThrows()
    {
        string[] odd =
        [
            "Traceback (most recent call last):", "  File \"/tmp/x/job.py\", line 3, in main", "    run()", "ValueError: 13", "ValueError",
            "", " ", "analytics: script.exited: 1", "analytics: script.exited: 2: gone", "analytics: sql.invalid: no table", "analytics: ",
            "26/11/26 02:54:26 ERROR Utils: slow", "26/11/26 02:54:26 INFO Utils: Traceback (most recent call last):",
            "2026-11-26 02:54:26,123 ERROR gone", "Caused by: java.io.IOException: No space left on device",
            "\tat org.apache.Spark.run(Spark.java:1)", "Error: Streaming Command Failed!",
            "py4j.protocol.Py4JNetworkError: Answer from Java side is empty", "the month is not there",
            "java.lang.OutOfMemoryError: Java heap space", ": ", "_:", "  File \"\", line 1",
        ];
        var lines = Gen.Int[0, odd.Length - 1].Select(at => odd[at]).List[0, 8];
        Gen.Select(lines, lines, lines, Gen.Bool).Sample((stderr, syslog, stdout, isPython) =>
            EmrFailures.Of(Failed, new StepLogs(stderr, syslog, stdout), isPython).Message.Length > 0);
    }

    /// <summary>What only a cluster of several machines writes.</summary>
    [Theory]
    [InlineData("26/11/26 02:54:26 ERROR YarnScheduler: Lost executor 2 on ip-10-0-0-7: Container killed by YARN for exceeding memory limits.",
        EngineFailureCode.LimitMemory, false)]
    [InlineData("FAILED: SemanticException [Error 10001]: Line 1:14 Table not found 'nope'", EngineFailureCode.SqlInvalid, false)]
    [InlineData("Caused by: com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403)",
        EngineFailureCode.AccessDenied, false)]
    [InlineData("26/11/26 02:54:26 WARN TaskSetManager: Lost task 1.0 in stage 3.0: ExecutorLostFailure (executor 3 exited)",
        EngineFailureCode.Crashed, true)]
    public void Of_LineOfACluster_NamesTheCause(string line, string code, bool isRetryable)
    {
        var failure = EmrFailures.Of(Failed, StepLogs.None with { Stderr = [line] }, isPython: true);

        Assert.Equal((code, isRetryable), (failure.Code, failure.Retryable));
        Assert.Contains(line, failure.Lines);
    }

    [Theory]
    [InlineData("26/11/26 02:54:26 INFO Client: Access Denied is retried")]
    [InlineData("26/11/26 02:54:26 WARN HiveConf: HiveConf of name hive.bucket.NoSuchBucket does not exist")]
    [InlineData("Path does not exist: the month is skipped")]
    public void Of_LineThatIsNoCause_IsNotTakenForOne(string line)
    {
        var failure = EmrFailures.Of(Failed, StepLogs.None with { Stderr = [line] }, isPython: true);

        Assert.Equal(EngineFailureCode.StepFailed, failure.Code);
    }

    [Fact]
    public void Of_MemoryBehindLostExecutors_NamesTheMemory()
    {
        var failure = EmrFailures.Of(
            Failed,
            StepLogs.None with
            {
                Stderr = ["26/11/26 02:54:26 WARN TaskSetManager: ExecutorLostFailure (executor 1 exited)",
                    "Caused by: java.lang.OutOfMemoryError: Java heap space"],
            },
            isPython: true);

        Assert.Equal(EngineFailureCode.LimitMemory, failure.Code);
    }

    [Fact]
    public void Of_WhatTheRunnerNames_IsTakenInItsWords()
    {
        var failure = EmrFailures.Of(
            Failed,
            StepLogs.None with
            {
                Stdout =
                [
                    "analytics: parameter.invalid: The value of the parameter $least is not a valid int32.",
                    "26/11/26 02:54:27 INFO SparkContext: stopped",
                ],
            },
            isPython: true);

        Assert.Equal((EngineFailureCode.Parameter, "The value of the parameter $least is not a valid int32."), (failure.Code, failure.Message));
        Assert.Equal(["The value of the parameter $least is not a valid int32."], failure.Lines);
    }

    [Fact]
    public void Of_ScriptGoesOnAfterATraceback_IsToldByItsLastWords()
    {
        var failure = EmrFailures.Of(
            Failed,
            StepLogs.None with
            {
                Stdout =
                [
                    "Traceback (most recent call last):", "  File \"analytics_job.py\", line 2, in main", "KeyError: 'may'",
                    .. Enumerable.Range(1, 30).Select(month => $"month {month} done"), "nothing left to do", "analytics: script.exited: 5",
                ],
            },
            isPython: true);

        Assert.Equal("The script ended with exit code 5: nothing left to do", failure.Message);
    }

    [Fact]
    public void Of_NothingKnown_SaysWhatEmrSays()
    {
        var status = new EmrStatus(
            "FAILED", null, new EmrStatus.Failure("Unknown Error.", "Exit code 9.", "s3://logs/j-1/steps/s-1/stderr.gz"), null);

        var failure = EmrFailures.Of(status, StepLogs.None, isPython: true);

        Assert.Equal((EngineFailureCode.StepFailed, "The step failed on EMR: Exit code 9."), (failure.Code, failure.Message));
        Assert.Contains("s3://logs/j-1/steps/s-1/stderr.gz", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_LocalEmrWasStopped_IsTriedAgainWhateverTheLogHolds()
    {
        var status = new EmrStatus("FAILED", null, new EmrStatus.Failure("LocalEmr was stopped while the step ran.", null, null), null);

        var failure = EmrFailures.Of(
            status, StepLogs.None with { Stdout = ["Traceback (most recent call last):", "KeyboardInterrupt"] }, isPython: true);

        Assert.Equal((EngineFailureCode.Crashed, true), (failure.Code, failure.Retryable));
    }

    [Fact]
    public void Of_LongLog_ShowsTwentyLinesAtMost()
    {
        var failure = EmrFailures.Of(
            Failed,
            StepLogs.None with { Stderr = [.. Enumerable.Range(0, 100).Select(at => $"Caused by: java.lang.OutOfMemoryError {at}")] },
            isPython: true);

        Assert.Equal(20, failure.Lines.Count);
    }

    private static EngineFailure OfRecorded(string step) => EmrFailures.Of(
        Failed,
        new StepLogs(RecordedLogs.Lines(step, "stderr"), RecordedLogs.Lines(step, "syslog"), RecordedLogs.Lines(step, "stdout")),
        isPython: !step.StartsWith("streaming", StringComparison.Ordinal) && !step.StartsWith("hive", StringComparison.Ordinal)
            && step != "sql-syntax");
}
