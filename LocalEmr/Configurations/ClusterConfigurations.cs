using Analytics.LocalEmr.Clusters;

namespace Analytics.LocalEmr.Configurations;

/// <summary>What of a cluster's Configurations takes effect here: Spark's defaults and Spark's environment.</summary>
/// <param name="SparkDefaults">Of <c>spark-defaults</c>.</param>
/// <param name="Environment">Of <c>spark-env</c>'s <c>export</c>.</param>
/// <param name="Others">Classifications, and single settings of the two, that take none.</param>
internal sealed record ClusterConfigurations(
    IReadOnlyDictionary<string, string> SparkDefaults, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> Others)
{
    private const string Defaults = "spark-defaults";
    private const string Env = "spark-env";
    private const string Export = "export";

    /// <summary>Where and as whom a step runs is LocalEmr's.</summary>
    private static readonly HashSet<string> OwnVariables = new(StringComparer.Ordinal)
    {
        "HADOOP_CONF_DIR", "HOME", "SPARK_CONF_DIR", "SPARK_HOME", "SPARK_LOCAL_DIRS", "SPARK_LOCAL_IP", "TMPDIR",
    };

    public static readonly ClusterConfigurations None = Of(new RunJobFlowInput());

    public static ClusterConfigurations Of(RunJobFlowInput request)
    {
        var defaults = new Dictionary<string, string>(StringComparer.Ordinal);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        var others = new List<string>();
        foreach (var member in ConfigurationInput.Read(request.Configurations))
        {
            switch (member.Classification)
            {
                case Defaults:
                    Take(member, IsOwnSetting, defaults, Defaults, others);
                    others.AddRange((member.Configurations ?? []).Select(nested => $"{Defaults}/{nested.Classification}"));
                    break;
                case Env:
                    others.AddRange((member.Properties ?? new Dictionary<string, string?>()).Keys.Select(name => $"{Env} {name}"));
                    foreach (var nested in member.Configurations ?? [])
                    {
                        if (nested.Classification == Export)
                        {
                            Take(nested, OwnVariables.Contains, environment, Env, others);
                        }
                        else
                        {
                            others.Add($"{Env}/{nested.Classification}");
                        }
                    }

                    break;
                default:
                    others.Add(member.Classification ?? "");
                    break;
            }
        }

        if (OfParts(request).Any())
        {
            others.Add("those of instance groups and fleets");
        }

        return new ClusterConfigurations(defaults, environment, [.. others.Distinct(StringComparer.Ordinal)]);
    }

    private static void Take(
        ConfigurationInput member, Func<string, bool> isOwn, Dictionary<string, string> taken, string name, List<string> others)
    {
        foreach (var (setting, value) in member.Properties ?? new Dictionary<string, string?>())
        {
            if (isOwn(setting))
            {
                others.Add($"{name} {setting}");
            }
            else
            {
                taken[setting] = value ?? "";
            }
        }
    }

    private static bool IsOwnSetting(string name) =>
        name is "spark.master" or "spark.submit.deployMode" || name.StartsWith("spark.yarn.", StringComparison.Ordinal);

    private static IEnumerable<ConfigurationInput> OfParts(RunJobFlowInput request) =>
        (request.Instances?.InstanceGroups ?? []).SelectMany(group => ConfigurationInput.Read(group.Configurations)).Concat(
            (request.Instances?.InstanceFleets ?? []).SelectMany(fleet => fleet.InstanceTypeConfigs ?? [])
                .SelectMany(type => ConfigurationInput.Read(type.Configurations)));
}
