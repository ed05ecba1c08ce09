using Analytics.Engines;

namespace Analytics.Runs;

/// <summary>All that is known of one run but its log.</summary>
/// <param name="Parameters">The values that it is computed with: given ones and defaults.</param>
/// <param name="Inputs">Dataset to pinned version; null until it has started.</param>
/// <param name="Expected">What it was expected to take and to cost when it began.</param>
/// <param name="Cost">What its attempts cost together; null where its engine costs nothing.</param>
/// <param name="OutputRemovedAt">When retention removed the output's files, UTC; null while they are kept.</param>
/// <param name="Engine">The engine that ran it, with <paramref name="EngineReason"/> for the choice.</param>
public sealed record RunDetail(
    RunSummary Summary,
    RunDefinition Definition,
    IReadOnlyDictionary<string, string?> Parameters,
    IReadOnlyDictionary<string, long>? Inputs,
    string? Engine,
    string? EngineReason,
    RunCause? Cause,
    RunOutput? Output,
    DateTime? OutputRemovedAt,
    long? PeakMemoryBytes,
    double? CpuSeconds,
    string? TraceParent,
    EngineEstimate? Expected,
    EngineCost? Cost);
