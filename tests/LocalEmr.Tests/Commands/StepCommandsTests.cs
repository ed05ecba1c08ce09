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
    [InlineData("command-runner.jar", "spark-example", "spark-example")]
    public void Parse_CommandsOfEmr_AreKnown(string jar, string command, string kind) =>
        Assert.Equal(kind, Parse(jar, [command, "x"]).Command?.Kind);

    [Theory]
    [InlineData("command-runner.jar", "oozie", "Cannot run program \"oozie\"")]
    [InlineData("command-runner.jar", "s3-dist-cp", "needs --src and --dest")]
    [InlineData("command-runner.jar", "bash", "AllowScripts")]
    [InlineData("s3://us-east-1.elasticmapreduce/libs/script-runner/script-runner.jar", "s3://b/x.sh", "AllowScripts")]
    [InlineData("s3://b/my.jar", "x", "not the jar 's3://b/my.jar'")]
    public void Parse_WhatDoesNotRunHere_SaysWhy(string jar, string command, string why) =>
        Assert.Contains(why, Parse(jar, [command]).Refusal, StringComparison.Ordinal);

    [Theory]
    [InlineData("hive-script")]
    [InlineData("hadoop-streaming")]
    [InlineData("s3-dist-cp")]
    public void Parse_ReleaseWithSparkOnly_HasNoHiveAndNoStreaming(string command) =>
        Assert.Contains("Spark only", Parse("command-runner.jar", [command], "emr-spark-8.0.0").Refusal, StringComparison.Ordinal);

    [Theory]
    [InlineData("hive-script", "Hive", "Hadoop", "Spark")]
    [InlineData("hive", "Hive", "Hadoop", "Spark")]
    [InlineData("hive-script", "Hive")]
    [InlineData("spark-submit", "Spark", "Hive")]
    [InlineData("spark-sql", "Spark", "Hive")]
    [InlineData("spark-example", "Spark")]
    public void Parse_ApplicationThatTheClusterLacks_CannotRun(string command, string missing, params string[] applications)
    {
        var (found, refusal) = Parse("command-runner.jar", [command, "x"], applications: applications);

        Assert.Null(found);
        Assert.Equal(
            $"Cannot run program \"{command}\": error=2, No such file or directory. The cluster was started without {missing}: name it in "
            + "Applications.", refusal);
    }

    [Theory]
    [InlineData("--src", "s3://a/in/", "--dest", "s3://b/out/")]
    [InlineData("--src=s3://a/in/", "--dest=s3://b/out/")]
    public void Parse_DistCp_TakesBothFormsOfOptions(params string[] arguments) => Assert.Equal(
        new DistCpCommand("s3://a/in/", "s3://b/out/", @".*\.csv", "(a=b).*", true),
        Parse("command-runner.jar", ["s3-dist-cp", .. arguments, @"--srcPattern=.*\.csv", "--groupBy", "(a=b).*", "--deleteOnSuccess"])
            .Command);

    [Theory]
    [InlineData("does not know '--outputCodec'", "--src=a", "--dest=b", "--outputCodec=gz")]
    [InlineData("does not know '--targetSize'", "--src=a", "--dest=b", "--targetSize", "1024")]
    [InlineData("does not know 'a'", "a", "b")]
    [InlineData("--dest needs a value", "--src=a", "--dest")]
    public void Parse_DistCpOptionThatIsNotThere_IsRefusedByName(string why, params string[] arguments) => Assert.Contains(
        why, Parse("command-runner.jar", ["s3-dist-cp", .. arguments]).Refusal, StringComparison.Ordinal);

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
        string jar, string[] arguments, string release = "emr-7.13.0", bool isAllowed = false, string[]? applications = null)
    {
        var commands = new StepCommands(
            Microsoft.Extensions.Options.Options.Create(new LocalEmrOptions { AllowScripts = isAllowed }));
        var cluster = new Cluster
        {
            Id = "j-1",
            Arn = "",
            Request = new RunJobFlowInput
            {
                ReleaseLabel = release,
                Applications = [.. (applications ?? ["Hadoop", "HIVE", "Spark"]).Select(name => new ApplicationInput(name, null, null, null))],
            },
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
