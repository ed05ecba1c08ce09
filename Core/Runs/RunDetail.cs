namespace Analytics.Core.Runs;

/// <summary>All that is known of one run but its log.</summary>
/// <param name="Inputs">Dataset to pinned version; null until it has started.</param>
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
    long? PeakMemoryBytes,
    double? CpuSeconds,
    string? TraceParent);
