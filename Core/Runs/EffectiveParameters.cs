using Analytics.Catalogue.Jobs;

namespace Analytics.Runs;

/// <summary>The values that a run is computed with.</summary>
public static class EffectiveParameters
{
    /// <summary>The values that were given, and the defaults of those that were not.</summary>
    public static IReadOnlyDictionary<string, string?> Of(JobDefinition job, IReadOnlyDictionary<string, string?> given)
    {
        var all = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            all[name] = value;
        }

        foreach (var parameter in job.Parameters)
        {
            all[parameter.Name] = given.GetValueOrDefault(parameter.Name) ?? parameter.Default;
        }

        return all;
    }
}
