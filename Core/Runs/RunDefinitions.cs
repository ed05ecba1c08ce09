using System.Diagnostics.CodeAnalysis;

using Analytics.Catalogue;
using Analytics.Engines;

namespace Analytics.Runs;

/// <summary>Takes a job out of the catalogue, with all that a run of it needs.</summary>
public static class RunDefinitions
{
    /// <summary>False, with the reason, when the catalogue lacks the job or the contract of one of its inputs.</summary>
    public static bool TryGet(
        CatalogueSnapshot catalogue,
        string job,
        [NotNullWhen(true)] out RunDefinition? definition,
        [NotNullWhen(false)] out string? fault)
    {
        definition = null;
        fault = null;
        if (!catalogue.Jobs.TryGetValue(job, out var found))
        {
            fault = $"The catalogue has no job '{job}'.";
            return false;
        }

        var inputs = new List<RunInput>();
        foreach (var name in found.Inputs)
        {
            if (!catalogue.Datasets.TryGetValue(name, out var contract))
            {
                fault = $"The job '{job}' reads the dataset '{name}', which has no valid contract.";
                return false;
            }

            inputs.Add(new RunInput(name, [.. contract.Schema.Fields.Select(field => new EngineColumn(field.Name, field.Type))]));
        }

        definition = new RunDefinition(found, inputs);
        return true;
    }
}
