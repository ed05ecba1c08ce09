using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Commands;
using Analytics.LocalEmr.Options;
using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.Tests.Commands;

public sealed class StepCommandsTests
{
    [Theory]
    [InlineData("command-runner.jar", "spark-submit", "spark-submit")]
    [InlineData("/usr/lib/command-runner.jar", "/usr/bin/spark-sql", "spark-sql")]
    [InlineData("command-runner.jar", "hive-script", "hive-script")]
    [InlineData("command-runner.jar", "hadoop-streaming", "hadoop-streaming")]
    public void Parse_CommandsOfEmr_AreKnown(string jar, string command, string kind) =>
        Assert.Equal(kind, Parse(jar, [command, "x"]).Command?.Kind);

    [Theory]
    [InlineData("command-runner.jar", "s3-dist-cp", "Cannot run program \"s3-dist-cp\"")]
    [InlineData("command-runner.jar", "bash", "AllowScripts")]
    [InlineData("s3://us-east-1.elasticmapreduce/libs/script-runner/script-runner.jar", "s3://b/x.sh", "AllowScripts")]
    [InlineData("s3://b/my.jar", "x", "not the jar 's3://b/my.jar'")]
    public void Parse_WhatDoesNotRunHere_SaysWhy(string jar, string command, string why) =>
        Assert.Contains(why, Parse(jar, [command]).Refusal, StringComparison.Ordinal);

    [Theory]
    [InlineData("hive-script")]
    [InlineData("hadoop-streaming")]
    public void Parse_ReleaseWithSparkOnly_HasNoHiveAndNoStreaming(string command) =>
        Assert.Contains("Spark only", Parse("command-runner.jar", [command], "emr-spark-8.0.0").Refusal, StringComparison.Ordinal);

    [Fact]
    public void Parse_NoArguments_SaysWhatIsMissing() =>
        Assert.Contains("needs a command", Parse("command-runner.jar", []).Refusal, StringComparison.Ordinal);

    [Theory]
    [InlineData("--run-hive-script", "--args", "-f", "s3://b/q.hql", "-d", "A=b c")]
    [InlineData("--hive-versions", "latest", "--run-hive-script", "-f", "s3://b/q.hql", "-d", "A=b c")]
    public void Parse_HiveScript_KeepsHivesOwnArguments(params string[] arguments)
    {
        var command = Assert.IsType<SparkCommand>(Parse("command-runner.jar", ["hive-script", .. arguments]).Command);

        Assert.Equal(["spark-internal", "-f", "s3://b/q.hql", "-d", "A=b c"], command.Application);
    }

    [Fact]
    public void Parse_ScriptSwitchedOn_IsFetchedAndRun()
    {
        var command = Assert.IsType<ScriptCommand>(
            Parse("script-runner.jar", ["s3://b/x.sh", "a b"], isAllowed: true).Command);

        Assert.Equal("s3://b/x.sh", command.Fetch);
        Assert.Equal(["a b"], command.Arguments);
    }

    private static (StepCommand? Command, string? Refusal) Parse(
        string jar, string[] arguments, string release = "emr-7.13.0", bool isAllowed = false)
    {
        var commands = new StepCommands(
            Microsoft.Extensions.Options.Options.Create(new LocalEmrOptions { AllowScripts = isAllowed }));
        var cluster = new Cluster
        {
            Id = "j-1",
            Arn = "",
            Request = new RunJobFlowInput { ReleaseLabel = release },
            Created = DateTimeOffset.UnixEpoch,
        };
        return commands.Parse(cluster, new Step
        {
            Id = "s-1",
            ClusterId = "j-1",
            Name = "x",
            Jar = new HadoopJarStepInput { Jar = jar, Args = arguments },
            ActionOnFailure = ActionsOnFailure.Continue,
            Created = DateTimeOffset.UnixEpoch,
        });
    }
}
