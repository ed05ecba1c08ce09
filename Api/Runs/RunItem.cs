using System.Text.Json;

using Analytics.Engines;
using Analytics.Runs;

namespace Analytics.Api.Runs;

/// <summary>All that is known of one run but its log.</summary>
/// <param name="Parameters">The values that it is computed with: given ones and defaults.</param>
/// <param name="Defaults">The defaults, as they were when the run was queued.</param>
/// <param name="Inputs">Dataset to pinned version; null until it has started.</param>
/// <param name="Script">The script as it was when the run was queued.</param>
/// <param name="Cost">Of all its attempts; null where its engine costs nothing.</param>
/// <param name="OutputRemovedAt">When retention removed the files of its output, UTC; its rows may still stand.</param>
/// <param name="RollbackRefusal">Why it can no longer be rolled back; null where it can.</param>
/// <param name="Cause">Of a run that failed: what happened, the lines that show it, and what to do.</param>
public sealed record RunItem(
    RunSummary Run, string Kind, string Script, string Table, string Mode, IReadOnlyDictionary<string, string?> Parameters,
    IReadOnlyDictionary<string, string?> Defaults, IReadOnlyDictionary<string, long>? Inputs, string? Engine, string? EngineReason,
    RunCause? Cause, long? OutputBytes, DateTime? OutputRemovedAt, long? PeakMemoryBytes, double? CpuSeconds, string? TraceParent,
    RunEstimate? Expected, EngineCost? Cost, string? RollbackRefusal)
{
    internal static RunItem Of(RunDetail run, string? rollbackRefusal)
    {
        var job = run.Definition.Job;
        return new(
            run.Summary, job.Kind, job.Script, job.Output.Table, job.Output.Mode.ToString().ToLowerInvariant(), run.Parameters,
            job.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Default), run.Inputs, run.Engine,
            run.EngineReason, run.Cause, run.Output?.Bytes, run.OutputRemovedAt, run.PeakMemoryBytes, run.CpuSeconds, run.TraceParent,
            run.Expected is { } expected ? new RunEstimate(expected.Time.TotalSeconds, expected.Usd, expected.Basis) : null, run.Cost,
            rollbackRefusal);
    }
}

/// <summary>What was expected of a run when it began.</summary>
/// <param name="Usd">US dollars; null where no price is known.</param>
/// <param name="Basis">What the estimate is based on.</param>
public sealed record RunEstimate(double Seconds, decimal? Usd, string Basis);

/// <summary>Asks for a run.</summary>
/// <param name="Job">The job's name.</param>
/// <param name="Parameters">Values by parameter: texts, numbers, booleans; what is missing has its default.</param>
public sealed record StartRun(string Job, IReadOnlyDictionary<string, JsonElement>? Parameters = null);

/// <summary>A run that was queued.</summary>
public sealed record StartedRun(long Id);
