using Analytics.Catalogue.Contracts;
using Analytics.Catalogue.Yaml;

namespace Analytics.Catalogue.Jobs;

/// <summary>Reads <c>jobs/&lt;name&gt;/job.yaml</c>.</summary>
internal static class JobReader
{
    /// <summary>
    /// The job; null where <paramref name="faults"/> has gathered any.
    /// <paramref name="readScript"/> gives null for a file that is not there;
    /// <paramref name="takenTables"/> are the tables of the jobs that were read before.
    /// </summary>
    public static JobDefinition? Read(
        string name,
        string text,
        Func<string, string?> readScript,
        IReadOnlyDictionary<string, DatasetContract> datasets,
        IReadOnlyDictionary<string, string> takenTables,
        FaultList faults)
    {
        if (YamlDocument.Parse(text, faults) is not { } root)
        {
            return null;
        }

        var kind = ReadKind(root);
        var scripts = new ScriptReader(readScript);
        var (script, reducer) = scripts.Read(root, kind);
        var engine = EngineFit.ReadEngine(root, kind);
        var emr = EmrReader.Read(root, kind, engine, scripts.Read);
        var inputs = ReadInputs(root, datasets);
        var parameters = ParameterReader.Read(root, kind, [script.Text, .. emr?.Script is { } other ? [other] : Array.Empty<string>()]);
        var output = OutputReader.Read(root, takenTables);
        EngineFit.Check(root, kind, engine, output, parameters);
        var job = new JobDefinition
        {
            Name = name,
            Description = root.Text("description"),
            Owner = root.Text("owner"),
            Kind = kind,
            ScriptFile = script.Name,
            Script = script.Text,
            ReducerFile = reducer?.Name,
            Reducer = reducer?.Text,
            Inputs = inputs,
            Parameters = parameters,
            Output = output,
            Engine = engine,
            Emr = emr,
            Triggers = TriggerReader.Read(root, inputs, parameters),
            Timeout = root.Duration("timeout", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)) ?? TimeSpan.FromMinutes(10),
            Retries = ReadRetries(root),
            Limits = ReadLimits(root),
        };
        root.Close();
        return faults.Any ? null : job;
    }

    private static string ReadKind(YamlMap root)
    {
        var kind = root.Text("kind", required: true);
        if (kind is not null && !JobKinds.All.Contains(kind))
        {
            root.Fault("kind", $"must be {string.Join(" or ", JobKinds.All)}, not '{kind}'{Suggestions.For(kind, JobKinds.All)}.");
        }

        return kind is not null && JobKinds.All.Contains(kind) ? kind : JobKinds.Sql;
    }

    private static IReadOnlyList<string> ReadInputs(YamlMap root, IReadOnlyDictionary<string, DatasetContract> datasets)
    {
        var inputs = root.Texts("inputs", required: true) ?? [];
        foreach (var input in inputs.Where(input => !datasets.ContainsKey(input)))
        {
            root.Fault("inputs", $"names '{input}', which is not a dataset of this catalogue{Suggestions.For(input, datasets.Keys)}.");
        }

        if (inputs.Distinct().Count() != inputs.Count)
        {
            root.Fault("inputs", "names a dataset twice.");
        }

        return inputs;
    }

    private static JobRetries ReadRetries(YamlMap root)
    {
        var defaults = new JobRetries();
        if (root.Map("retries") is not { } map)
        {
            return defaults;
        }

        var retries = new JobRetries
        {
            Count = map.Whole("count", 0, 10) ?? defaults.Count,
            Backoff = map.Duration("backoff", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? defaults.Backoff,
        };
        map.Close();
        return retries;
    }

    private static JobLimits ReadLimits(YamlMap root)
    {
        var defaults = new JobLimits();
        if (root.Map("limits") is not { } map)
        {
            return defaults;
        }

        var limits = new JobLimits
        {
            MemoryMegabytes = map.Whole("memoryMegabytes", 64, 1_000_000) ?? defaults.MemoryMegabytes,
            CpuTime = map.Duration("cpuTime", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)) ?? defaults.CpuTime,
            DiskMegabytes = map.Whole("diskMegabytes", 1, 10_000_000) ?? defaults.DiskMegabytes,
        };
        map.Close();
        return limits;
    }
}
