using Analytics.Catalogue.Jobs;
using Analytics.Fixtures;
using Analytics.Standalone.Spark;

using Microsoft.Extensions.Configuration;

namespace Analytics.Standalone.Tests.Spark;

/// <summary>Folders and programs as far as they are looked at: none of them is started but the Python.</summary>
public sealed class SparkInstallationTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly Dictionary<string, string?> _settings = [];

    public SparkInstallationTests()
    {
        Write("spark/bin/spark-submit");
        Write("spark/jars/spark-hive_2.12-3.5.6.jar");
        Write("java/bin/java");
        Write("streaming.jar");
        WritePython(exitCode: 0);
        _settings["SPARK_HOME"] = _folder.File("spark");
        _settings["JAVA_HOME"] = _folder.File("java");
        _settings["PATH"] = $"/nowhere{Path.PathSeparator}{_folder.File("programs")}";
        _settings["HADOOP_STREAMING_JAR"] = _folder.File("streaming.jar");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Find_AllIsThere_HasNoGaps()
    {
        var spark = await FindAsync();

        Assert.Equal(_folder.File("spark"), spark.Home);
        Assert.Empty(spark.Unavailable);
        Assert.Empty(spark.Notes);
    }

    [Theory]
    [InlineData("SPARK_HOME", "", "let SPARK_HOME name its folder")]
    [InlineData("SPARK_HOME", "/nowhere", "SPARK_HOME names /nowhere, where there is no bin/spark-submit")]
    [InlineData("JAVA_HOME", "/nowhere", "Spark needs Java")]
    [InlineData("JAVA_HOME", "", "Spark needs Java")]
    public async Task Find_SparkCannotStart_NoKindRunsAndTheReasonSaysWhatToSet(string setting, string value, string reason)
    {
        _settings[setting] = value;

        var spark = await FindAsync();

        Assert.Null(spark.Home);
        Assert.Equal([JobKinds.PySpark, JobKinds.Hive, JobKinds.HadoopStreaming], spark.Unavailable.Select(engine => engine.Kind));
        Assert.All(spark.Unavailable, engine => Assert.Contains(reason, engine.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HADOOP_STREAMING_JAR", "", JobKinds.HadoopStreaming)]
    [InlineData("HADOOP_STREAMING_JAR", "/nowhere.jar", JobKinds.HadoopStreaming)]
    [InlineData("PATH", "/nowhere", JobKinds.PySpark)]
    [InlineData("PYSPARK_PYTHON", "/nowhere/python3", JobKinds.PySpark)]
    public async Task Find_OneThingIsMissing_OnlyItsKindDoesNotRun(string setting, string value, string kind)
    {
        _settings[setting] = value;

        var spark = await FindAsync();

        Assert.Equal(_folder.File("spark"), spark.Home);
        Assert.Equal(kind, Assert.Single(spark.Unavailable).Kind);
    }

    [Fact]
    public async Task Find_SparkWithoutJars_IsToldAndKeepsNothingElseFromStarting()
    {
        Directory.Delete(_folder.File("spark/jars"), recursive: true);

        Assert.Equal(3, (await FindAsync()).Unavailable.Count);
    }

    [Fact]
    public async Task Find_SparkWithoutHive_OnlyHiveDoesNotRun()
    {
        File.Delete(_folder.File("spark/jars/spark-hive_2.12-3.5.6.jar"));

        Assert.Equal(JobKinds.Hive, Assert.Single((await FindAsync()).Unavailable).Kind);
    }

    [Fact]
    public async Task Find_PythonWithoutNumpy_IsToldAndKeepsNoKindFromRunning()
    {
        WritePython(exitCode: 1);

        var spark = await FindAsync();

        Assert.Empty(spark.Unavailable);
        Assert.Contains("has no numpy", Assert.Single(spark.Notes), StringComparison.Ordinal);
    }

    private Task<SparkInstallation> FindAsync() => SparkInstallation.FindAsync(
        new ConfigurationBuilder().AddInMemoryCollection(_settings).Build(), TestContext.Current.CancellationToken);

    private void WritePython(int exitCode)
    {
        Write("programs/python3", $"#!/bin/sh\n[ \"$1 $2\" = '-c import numpy' ] && exit {exitCode}\nexit 9\n");
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Runnable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            File.SetUnixFileMode(_folder.File("programs/python3"), Runnable);
        }
    }

    private void Write(string name, string content = "")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name)) ?? "");
        File.WriteAllText(_folder.File(name), content);
    }
}
