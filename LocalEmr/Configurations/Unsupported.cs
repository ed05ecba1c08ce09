using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Options;
using Analytics.LocalEmr.Runners;

namespace Analytics.LocalEmr.Configurations;

/// <summary>What a cluster was asked for and does not get here; its state says so as long as it is shown.</summary>
internal static class Unsupported
{
    /// <summary>Whether its bootstrap actions run: as scripts of this machine, hence not where steps run on others.</summary>
    public static bool RunsBootstrapActions(LocalEmrOptions options) => options.AllowScripts && options.SparkRestUrl.Length == 0;

    /// <summary>Null where it gets all.</summary>
    public static string? Of(RunJobFlowInput request, LocalEmrOptions options)
    {
        var isElsewhere = options.SparkRestUrl.Length > 0;
        var configurations = ClusterConfigurations.Of(request);
        List<string> others = [.. configurations.Others];
        if (isElsewhere)
        {
            others.AddRange(SparkRestRunner.OwnSettings.Where(configurations.SparkDefaults.ContainsKey)
                .Select(name => $"spark-defaults {name}"));
            if (configurations.Environment.Count > 0)
            {
                others.Add("spark-env (the workers have an environment of their own)");
            }
        }

        List<string> unsupported = [];
        if (others.Count > 0)
        {
            unsupported.Add($"Configurations without effect in LocalEmr: {string.Join(", ", others)}.");
        }

        if (request.BootstrapActions is { Count: > 0 } && !RunsBootstrapActions(options))
        {
            unsupported.Add("Bootstrap actions were not run: " + (isElsewhere
                ? "steps run on a Spark master, whose workers LocalEmr does not reach."
                : $"{LocalEmrOptions.Section}:{nameof(LocalEmrOptions.AllowScripts)} is false."));
        }

        return unsupported.Count == 0 ? null : string.Join(' ', unsupported);
    }
}
