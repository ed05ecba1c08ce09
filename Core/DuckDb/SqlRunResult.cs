using Analytics.Core.Engines;
using Analytics.Core.Sandbox;

namespace Analytics.Core.DuckDb;

/// <summary>Either of the two is there.</summary>
public sealed record SqlRunResult(EngineFailure? Failure, EngineFile? File, IReadOnlyList<EnginePhase>? Phases = null);
