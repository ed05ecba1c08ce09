using Analytics.Catalogue.Jobs;
using Analytics.Runs;

namespace Analytics.Results.Snapshots;

/// <summary>A load that was not rolled back and whose output is kept.</summary>
/// <param name="LoadedAt">UTC.</param>
internal sealed record StandingLoad(long RunId, string Job, DateTime LoadedAt, JobOutput Declared, RunOutput Output);

/// <summary>A row of the statements that find such loads.</summary>
internal sealed record StandingLoadRow(long RunId, string Job, DateTime LoadedAt, string Definition, string Output)
{
    public StandingLoad ToLoad() =>
        new(RunId, Job, LoadedAt, RunJson.Read<RunDefinition>(Definition).Job.Output, RunJson.Read<RunOutput>(Output));
}
