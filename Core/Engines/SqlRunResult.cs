using Analytics.Engines.Sandbox;

namespace Analytics.Engines;

/// <summary>Either of the two is there.</summary>
public sealed record SqlRunResult(EngineFailure? Failure, EngineFile? File, IReadOnlyList<EnginePhase>? Phases = null);
