using Analytics.Catalogue.Jobs;
using Analytics.Engines;
using Analytics.Runs;

namespace Analytics.Api.Jobs;

/// <summary>A job as the catalogue has it, with its newest runs.</summary>
/// <param name="Table">The result table that it fills.</param>
/// <param name="Triggers">What starts it besides people, each as a short text.</param>
/// <param name="InCatalogue">False where only its runs are left.</param>
/// <param name="CannotRun">What is missing here, without which nothing starts it; null where nothing is known to be.</param>
public sealed record JobItem(
    string Name, string? Description, string? Owner, bool InCatalogue, string? Kind, string? Engine, IReadOnlyList<string> Inputs,
    string? Table, string? Mode, IReadOnlyList<string> Triggers, IReadOnlyList<JobParameterItem> Parameters, RunSummary? LastRun,
    RunSummary? LastGoodRun, string? CannotRun)
{
    internal static JobItem Of(string name, JobDefinition? job, JobRuns? runs, EngineAvailability availability) => new(
        name, job?.Description, job?.Owner, job is not null, job?.Kind, job?.Engine, job?.Inputs ?? [], job?.Output.Table,
        job?.Output.Mode.ToString().ToLowerInvariant(), job is null ? [] : [.. Describe(job.Triggers)],
        [.. (job?.Parameters ?? []).Select(parameter =>
            new JobParameterItem(parameter.Name, parameter.Type.ToString(), parameter.Default, parameter.Description))],
        runs?.Last, runs?.LastGood, job is null ? null : availability.WhyUnavailable(job));

    private static IEnumerable<string> Describe(JobTriggers triggers) =>
        triggers.On.Select(dataset => $"new version of {dataset}")
            .Concat(triggers.Cron.Select(cron => $"{cron.Expression} ({cron.TimeZone})"));
}

/// <summary>A value that a run is given.</summary>
/// <param name="Default">In the type's own notation; null where each run must give a value.</param>
public sealed record JobParameterItem(string Name, string Type, string? Default, string? Description);
