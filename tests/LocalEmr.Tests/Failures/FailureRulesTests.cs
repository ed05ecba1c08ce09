using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Commands;
using Analytics.LocalEmr.Failures;
using Analytics.LocalEmr.Logs;
using Analytics.LocalEmr.Runners;
using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.Tests.Failures;

/// <summary>Logs and lines as Spark 3.5.6 and Hadoop 3.3.4 wrote them.</summary>
public sealed class FailureRulesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public static TheoryData<string, string, string> Lines => new()
    {
        { "stdout", "pyspark.errors.exceptions.captured.AnalysisException: [PATH_NOT_FOUND] Path does not exist: s3://b/nothing.",
            "The input path does not exist." },
        { "stdout", "pyspark.errors.exceptions.captured.AnalysisException: [PATH_ALREADY_EXISTS] Path s3://b/in already exists.",
            "The output directory already exists." },
        { "syslog", "2026-11-26 02:40:15,861 ERROR org.apache.hadoop.streaming.StreamJob (main): Error Launching job : "
            + "Input path does not exist: s3://b/none", "The input path does not exist." },
        { "syslog", "org.apache.hadoop.mapred.FileAlreadyExistsException: Output directory s3://b/out already exists",
            "The output directory already exists." },
        { "syslog", "java.lang.RuntimeException: PipeMapRed.waitOutputThreads(): subprocess failed with code 1",
            "The mapper or reducer failed." },
        { "stderr", "Error: Failed to load class no.Such.", "The main class was not found." },
        { "stderr", "[PARSE_SYNTAX_ERROR] Syntax error at or near 'SELEC'.(line 1, pos 0)", "The SQL cannot be parsed." },
        { "stderr", "[TABLE_OR_VIEW_NOT_FOUND] The table or view `x` cannot be found.",
            "The SQL names a table or column that does not exist." },
        { "stderr", "Exception in thread \"main\" java.io.FileNotFoundException: No such file or directory: s3://b/job.py",
            "The script was not found." },
        { "stderr", "26/11/26 ERROR SparkSQLCLIDriver: Could not open input file for reading. (No such file or directory: s3://b/job.py)",
            "The script was not found." },
        { "stderr", "java.lang.OutOfMemoryError: Java heap space", "Out of memory." },
        { "stderr", "java.nio.file.AccessDeniedException: s3://b/x: getFileStatus on s3://b/x: 403 Forbidden",
            "Access to the storage was denied." },
        { "stderr", "Something went wrong", "Unknown Error." },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Find_LineOfALog_NamesTheCauseAndTheLine(string log, string line, string reason)
    {
        var cause = await FindAsync(log, $"before\n{line}\nafter", new RunEnd(1));

        Assert.Equal(reason, cause.Reason);
        Assert.True(reason == "Unknown Error." || (cause.Message == line && cause.Log == log), cause.ToString());
    }

    [Theory]
    [InlineData("file:///opt/absent.jar",
        "26/11/27 09:10:38 WARN DependencyUtils: Local jar /opt/absent.jar does not exist, skipping.\nError: Failed to load class a.B.")]
    [InlineData("s3://b/absent.jar", "Exception in thread \"main\" java.io.FileNotFoundException: No such file or directory: s3://b/absent.jar")]
    public async Task Find_JarIsMissing_SaysSoAndNotThatItsClassIs(string jar, string log)
    {
        var cause = await FindAsync("stderr", log, new RunEnd(101), ["--class", "a.B", jar]);

        Assert.Equal(("The jar was not found.", log.Split('\n')[0]), (cause.Reason, cause.Message));
    }

    [Theory]
    [InlineData("bare-exit-text", 1, "Unknown Error.", "no flights for month 13 (exit code 1)", "stdout")]
    [InlineData("bare-print-exit", 1, "Unknown Error.", "no flights for month 13 (exit code 1)", "stdout")]
    [InlineData("bare-logging-exit", 2, "Unknown Error.", "ERROR:root:no flights for month 13 (exit code 2)", "stdout")]
    [InlineData("rule-word-then-error", 1, "Python error.", "ValueError: month 13 is none", "stdout")]
    [InlineData("udf", 1, "Python error.", "ZeroDivisionError: integer division or modulo by zero", "stdout")]
    [InlineData("streaming-traceback", 1, "Python error.", "ValueError: invalid literal for int() with base 10: 'two\\n'", "stderr")]
    [InlineData("streaming-exit", 1, "The mapper or reducer failed.",
        "java.lang.RuntimeException: PipeMapRed.waitOutputThreads(): subprocess failed with code 3", "syslog")]
    [InlineData("os-exit", 7, "Unknown Error.", "Exit code 7.", "controller")]
    public async Task Find_RecordedLogs_NamesTheCauseTheLineAndTheLogThatHasIt(
        string step, int exitCode, string reason, string message, string log)
    {
        var folder = new StepFolder(_folder.Path, "j-1", "s-1");
        folder.Make();
        foreach (var name in new[] { "stderr", "stdout", "syslog" })
        {
            await File.WriteAllLinesAsync(folder.Log(name), RecordedLogs.Lines(step, name), TestContext.Current.CancellationToken);
        }

        var cause = Find(folder, new RunEnd(exitCode));

        Assert.Equal(new FailureCause(reason, message, log), cause);
    }

    [Fact]
    public async Task Find_TracebackOfPython_IsItsLastLine()
    {
        var cause = await FindAsync(
            "stdout", "Traceback (most recent call last):\n  File \"x.py\", line 1, in <module>\nValueError: the answer is wrong\n", new RunEnd(1));

        Assert.Equal(("Python error.", "ValueError: the answer is wrong"), (cause.Reason, cause.Message));
    }

    [Fact]
    public async Task Find_NothingInTheLogs_TellsWhatTheRunnerKnows()
    {
        var cause = await FindAsync("stderr", "", new RunEnd(null, "the step's process ended without an exit code: it was killed"));

        Assert.Equal(("The process was killed.", "controller"), (cause.Reason, cause.Log));
    }

    private async Task<FailureCause> FindAsync(string log, string text, RunEnd end, IReadOnlyList<string>? arguments = null)
    {
        var folder = new StepFolder(_folder.Path, "j-1", "s-1");
        folder.Make();
        await File.WriteAllTextAsync(folder.Log(log), text, TestContext.Current.CancellationToken);
        return Find(folder, end, arguments);
    }

    private static FailureCause Find(StepFolder folder, RunEnd end, IReadOnlyList<string>? arguments = null)
    {
        var cluster = new Cluster { Id = "j-1", Arn = "", Request = new RunJobFlowInput(), Created = DateTimeOffset.UnixEpoch };
        var step = new Step
        {
            Id = "s-1",
            ClusterId = "j-1",
            Name = "x",
            Jar = new HadoopJarStepInput { Jar = "command-runner.jar" },
            ActionOnFailure = ActionsOnFailure.Continue,
            Created = DateTimeOffset.UnixEpoch,
        };
        return FailureRules.Find(new StepRun(cluster, step, SparkArguments.Submit(arguments ?? ["s3://b/job.py"]), folder), end);
    }
}
