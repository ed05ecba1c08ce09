using Analytics.Catalogue.Jobs;

namespace Analytics.Runs;

/// <summary>A job as it was when the run was queued; kept with the run, so that later edits do not change what it did.</summary>
/// <param name="Job">From the catalogue.</param>
/// <param name="Inputs">Its inputs, with the columns that their contracts declared.</param>
public sealed record RunDefinition(JobDefinition Job, IReadOnlyList<RunInput> Inputs);
