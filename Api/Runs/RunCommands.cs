using Analytics.Catalogue;
using Analytics.Runs;

namespace Analytics.Api.Runs;

/// <summary>Starts runs for people: the wish is checked as a whole before anything is queued.</summary>
public sealed class RunCommands(ICatalogue catalogue, RunStore runs)
{
    public async Task<StartRunResult> StartAsync(
        string job, IReadOnlyDictionary<string, string?> parameters, CancellationToken cancellationToken)
    {
        if (!RunDefinitions.TryGet(catalogue.Current, job, out var definition, out var fault))
        {
            return catalogue.Current.Jobs.ContainsKey(job)
                ? new StartRunResult.Refused(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["job"] = [fault] })
                : new StartRunResult.NoJob(fault);
        }

        var faults = RunParameters.Check(definition.Job, parameters);
        if (faults.Count > 0)
        {
            return new StartRunResult.Refused(faults);
        }

        var queued = await runs.QueueAsync(
            new NewRun { Definition = definition, TriggeredBy = RunTriggers.Manual, Parameters = parameters }, cancellationToken);
        return new StartRunResult.Queued(queued.Id);
    }
}
