using Analytics.Core.Engines;

namespace Analytics.Core.DuckDb;

/// <summary>Either of the two is there.</summary>
public sealed record SqlRunResult(EngineFailure? Failure, EngineFile? File);
