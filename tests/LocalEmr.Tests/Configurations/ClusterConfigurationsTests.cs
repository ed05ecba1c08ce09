using System.Text.Json;

using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Configurations;
using Analytics.LocalEmr.Options;

namespace Analytics.LocalEmr.Tests.Configurations;

public sealed class ClusterConfigurationsTests
{
    [Fact]
    public void Of_ClassificationsOfEachKind_TakesSparksAndNamesTheOthers()
    {
        var found = ClusterConfigurations.Of(Request("""
            [{"Classification": "spark-defaults", "Properties": {"spark.sql.shuffle.partitions": "2", "spark.yarn.maxAppAttempts": "1"}},
             {"Classification": "spark-env", "Properties": {"x": "y"}, "Configurations": [
                {"Classification": "export", "Properties": {"STAGE": "test", "SPARK_LOCAL_IP": "0.0.0.0"}},
                {"Classification": "other"}]},
             {"Classification": "hive-site", "Properties": {"hive.execution.engine": "tez"}},
             {"Classification": "spark", "Properties": {"maximizeResourceAllocation": "true"}}]
            """));

        Assert.Equal(["spark.sql.shuffle.partitions=2"], found.SparkDefaults.Select(setting => $"{setting.Key}={setting.Value}"));
        Assert.Equal(["STAGE=test"], found.Environment.Select(variable => $"{variable.Key}={variable.Value}"));
        Assert.Equal(
            ["spark-defaults spark.yarn.maxAppAttempts", "spark-env x", "spark-env SPARK_LOCAL_IP", "spark-env/other", "hive-site", "spark"],
            found.Others);
    }

    [Fact]
    public void Of_ConfigurationsOfAGroup_AreNamed()
    {
        var request = new RunJobFlowInput
        {
            Instances = new InstancesInput
            {
                InstanceGroups = [new InstanceGroupInput { Configurations = Json("""[{"Classification": "yarn-site"}]""") }],
            },
        };

        Assert.Equal(["those of instance groups and fleets"], ClusterConfigurations.Of(request).Others);
    }

    [Fact]
    public void Gaps_NothingIsMissing_AreNone()
    {
        var request = Request("""[{"Classification": "spark-defaults", "Properties": {"a": "b"}}]""") with
        {
            BootstrapActions = [new BootstrapActionInput("boot", new ScriptBootstrapActionInput("s3://b/x.sh", []))],
        };

        Assert.Null(Unsupported.Of(request, new LocalEmrOptions { AllowScripts = true }));
        Assert.Equal(
            "Bootstrap actions were not run: LocalEmr:AllowScripts is false.", Unsupported.Of(request, new LocalEmrOptions()));
    }

    [Fact]
    public void Gaps_OnASparkMaster_NameWhatDoesNotReachTheWorkers()
    {
        var request = Request("""
            [{"Classification": "spark-defaults", "Properties": {"spark.cores.max": "9", "spark.executor.memory": "1g"}},
             {"Classification": "spark-env", "Configurations": [{"Classification": "export", "Properties": {"A": "b"}}]}]
            """) with
        {
            BootstrapActions = [new BootstrapActionInput("boot", new ScriptBootstrapActionInput("s3://b/x.sh", []))],
        };

        var unsupported = Unsupported.Of(request, new LocalEmrOptions { AllowScripts = true, SparkRestUrl = "http://127.0.0.1:6066" });

        Assert.Contains("spark-defaults spark.cores.max, spark-env (the workers", unsupported, StringComparison.Ordinal);
        Assert.DoesNotContain("spark.executor.memory", unsupported, StringComparison.Ordinal);
        Assert.Contains("Bootstrap actions were not run", unsupported, StringComparison.Ordinal);
    }

    private static RunJobFlowInput Request(string configurations) => new() { Configurations = Json(configurations) };

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
