using System.Text.RegularExpressions;
using Analytics.Catalogue.Yaml;

namespace Analytics.Catalogue.Jobs;

/// <summary>Reads the key <c>emr</c> of a job.</summary>
internal static partial class EmrReader
{
    private const int MostTypes = 30;

    /// <summary>Releases of Spark alone, which run neither Hive nor Hadoop streaming.</summary>
    private const string SparkOnly = "emr-spark-";

    private static readonly string[] OfOwnCluster = ["releaseLabel", "primaryTypes", "coreTypes", "coreCount", "spotShare", "idleTimeout"];

    public static EmrSettings? Read(YamlMap root, string kind, string engine, Func<YamlMap, string, string[], ScriptFile> readScript)
    {
        if (root.Map("emr") is not { } map)
        {
            return null;
        }

        if (engine == "embedded")
        {
            root.Fault("emr", "has no effect, since the engine is embedded.");
        }

        var defaults = new EmrSettings();
        var script = map.Has("script") ? readScript(map, "script", [".sql"]) : null;
        if (script is not null && kind != JobKinds.Sql)
        {
            map.Fault("script", $"is for sql jobs, which other engines run, too; this job's kind is {kind}.");
        }

        var settings = new EmrSettings
        {
            ClusterId = ReadClusterId(map),
            ReleaseLabel = ReadRelease(map, kind) ?? defaults.ReleaseLabel,
            PrimaryTypes = ReadTypes(map, "primaryTypes") ?? defaults.PrimaryTypes,
            CoreTypes = ReadTypes(map, "coreTypes") ?? defaults.CoreTypes,
            CoreCount = map.Whole("coreCount", 1, 1_000) ?? defaults.CoreCount,
            SpotShare = map.Share("spotShare") ?? defaults.SpotShare,
            IdleTimeout = map.Duration("idleTimeout", TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)) ?? defaults.IdleTimeout,
            ScriptFile = script?.Name,
            Script = script?.Text,
        };
        if (settings.ClusterId is not null && OfOwnCluster.FirstOrDefault(map.Has) is { } vain)
        {
            map.Fault(vain, "has no effect on the running cluster that clusterId names: leave one of them out.");
        }

        map.Close();
        return settings;
    }

    private static string? ReadClusterId(YamlMap map)
    {
        var id = map.Text("clusterId");
        if (id is not null && !ClusterId().IsMatch(id))
        {
            map.Fault("clusterId", $"'{id}' is not a cluster id, such as j-2AXXXXXXGAPLF.");
        }

        return id;
    }

    private static string? ReadRelease(YamlMap map, string kind)
    {
        if (map.Text("releaseLabel") is not { } label)
        {
            return null;
        }

        if (Release().Match(label) is not { Success: true } match)
        {
            map.Fault("releaseLabel", $"'{label}' is not a release of Amazon EMR, such as emr-7.13.0.");
        }
        else if (int.Parse(match.Groups["major"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) < 7)
        {
            map.Fault("releaseLabel", $"'{label}' has no Spark 3.5: take emr-7.0.0 or newer.");
        }
        else if (label.StartsWith(SparkOnly, StringComparison.Ordinal) && kind is JobKinds.Hive or JobKinds.HadoopStreaming)
        {
            map.Fault("releaseLabel", $"'{label}' has Spark alone, which runs no {kind} job: take a release emr-7.x.");
        }

        return label;
    }

    private static IReadOnlyList<string>? ReadTypes(YamlMap map, string key)
    {
        if (map.Texts(key) is not { } types)
        {
            return null;
        }

        foreach (var type in types.Where(type => !InstanceType().IsMatch(type)))
        {
            map.Fault(key, $"'{type}' is not an instance type, such as m5.xlarge.");
        }

        if (types.Count is 0 or > MostTypes || types.Distinct(StringComparer.Ordinal).Count() != types.Count)
        {
            map.Fault(key, $"must name 1 to {MostTypes} instance types, each once.");
        }

        return types;
    }

    [GeneratedRegex("^j-[A-Z0-9]{3,30}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex ClusterId();

    [GeneratedRegex("^emr-(spark-)?(?<major>[0-9]{1,3})\\.[0-9]{1,3}\\.[0-9]{1,3}\\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Release();

    [GeneratedRegex("^[a-z][a-z0-9-]{0,20}\\.[a-z0-9-]{1,20}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex InstanceType();
}
