using Analytics.Core.Aws.Emr;
using Analytics.Core.Engines;
using Analytics.Core.Engines.Emr;

namespace Analytics.Core.Tests.Engines.Emr;

public sealed class EmrFailuresTests
{
    private static readonly EmrStatus Failed = new("FAILED", null, null, null);

    [Theory]
    [InlineData("java.lang.OutOfMemoryError: Java heap space", EngineFailureCode.LimitMemory, false)]
    [InlineData("Container killed by YARN for exceeding memory limits. 5.5 GB of 5.5 GB", EngineFailureCode.LimitMemory, false)]
    [InlineData("ModuleNotFoundError: No module named 'numpy'", EngineFailureCode.Script, false)]
    [InlineData("AnalysisException: [UNRESOLVED_COLUMN.WITH_SUGGESTION] `delay` cannot be resolved", EngineFailureCode.SqlInvalid, false)]
    [InlineData("FAILED: SemanticException [Error 10001]: Line 1:14 Table not found 'nope'", EngineFailureCode.SqlInvalid, false)]
    [InlineData("[PARSE_SYNTAX_ERROR] Syntax error at or near 'selec'.(line 1, pos 0)", EngineFailureCode.SqlInvalid, false)]
    [InlineData("org.apache.spark.SparkArithmeticException: [DIVIDE_BY_ZERO] Division by zero.", EngineFailureCode.SqlData, false)]
    [InlineData("org.apache.hadoop.mapred.InvalidInputException: Input path does not exist: s3://b/k", EngineFailureCode.Input, false)]
    [InlineData("Error: Failed to load class org.example.Main.", EngineFailureCode.NotStarted, false)]
    [InlineData("python3: can't open file '/mnt/job.py': [Errno 2] No such file or directory", EngineFailureCode.Input, false)]
    [InlineData("mapred.FileAlreadyExistsException: Output directory s3://b/o already exists", EngineFailureCode.Output, true)]
    [InlineData("AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403)", EngineFailureCode.AccessDenied, false)]
    [InlineData("ExecutorLostFailure (executor 3 exited caused by one of the running tasks)", EngineFailureCode.Crashed, true)]
    [InlineData("PipeMapRed.waitOutputThreads(): subprocess failed with code 1", EngineFailureCode.Script, false)]
    public void Of_KnownCause_NamesItWithItsLineAndAdvice(string line, string code, bool isRetryable)
    {
        var failure = EmrFailures.Of(
            Failed,
            [
                "26/11/26 02:54:26 INFO SparkContext: Running Spark version 3.5.6", line, "\tat org.apache.spark.Some.method(Some.scala:1)",
                "26/11/26 02:54:27 INFO ShutdownHookManager: Shutdown hook called",
            ]);

        Assert.Equal((code, isRetryable), (failure.Code, failure.Retryable));
        Assert.Contains(line, failure.Lines);
        Assert.DoesNotContain(failure.Lines, shown => shown.StartsWith('\t'));
        Assert.NotEmpty(failure.Advice);
    }

    [Fact]
    public void Of_MemoryBehindLostExecutors_NamesTheMemory()
    {
        var failure = EmrFailures.Of(
            Failed, ["ExecutorLostFailure (executor 1 exited)", "Caused by: java.lang.OutOfMemoryError: Java heap space"]);

        Assert.Equal(EngineFailureCode.LimitMemory, failure.Code);
    }

    [Fact]
    public void Of_WhatTheRunnerNames_IsTakenInItsWords()
    {
        var failure = EmrFailures.Of(
            Failed,
            [
                "analytics: parameter.invalid: The value of the parameter $least is no int32.",
                "26/11/26 02:54:27 INFO SparkContext: stopped",
            ]);

        Assert.Equal((EngineFailureCode.Parameter, "The value of the parameter $least is no int32."), (failure.Code, failure.Message));
        Assert.Equal(["The value of the parameter $least is no int32."], failure.Lines);
    }

    [Fact]
    public void Of_Traceback_ShowsItUpToTheError()
    {
        var failure = EmrFailures.Of(
            Failed,
            [
                "26/11/26 02:54:26 WARN Utils: something", "Traceback (most recent call last):",
                "  File \"analytics_job.py\", line 2, in main",
                "    return parameters['nowhere']", "KeyError: 'nowhere'",
                "26/11/26 02:54:27 INFO ShutdownHookManager: Shutdown hook called",
            ]);

        Assert.Equal((EngineFailureCode.Script, "The script failed: KeyError: 'nowhere'"), (failure.Code, failure.Message));
        Assert.Equal(4, failure.Lines.Count);
    }

    [Fact]
    public void Of_NothingKnown_SaysWhatEmrSays()
    {
        var status = new EmrStatus(
            "FAILED", null, new EmrStatus.Failure("Unknown Error.", "Exit code 9.", "s3://logs/j-1/steps/s-1/stderr.gz"), null);

        var failure = EmrFailures.Of(status, []);

        Assert.Equal((EngineFailureCode.StepFailed, "The step failed on EMR: Exit code 9."), (failure.Code, failure.Message));
        Assert.Contains("s3://logs/j-1/steps/s-1/stderr.gz", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_LocalEmrWasStopped_IsTriedAgainWhateverTheLogHolds()
    {
        var status = new EmrStatus("FAILED", null, new EmrStatus.Failure("LocalEmr was stopped while the step ran.", null, null), null);

        var failure = EmrFailures.Of(status, ["Traceback (most recent call last):", "KeyboardInterrupt"]);

        Assert.Equal((EngineFailureCode.Crashed, true), (failure.Code, failure.Retryable));
    }

    [Fact]
    public void Of_LongLog_ShowsTwentyLinesAtMost()
    {
        var failure = EmrFailures.Of(Failed, [.. Enumerable.Range(0, 100).Select(at => $"Caused by: java.lang.OutOfMemoryError {at}")]);

        Assert.Equal(20, failure.Lines.Count);
    }
}
