namespace Analytics.Engines;

/// <summary>What a run is expected to take and to cost.</summary>
/// <param name="Time">From its start to its result.</param>
/// <param name="Usd">US dollars; null where no price is known.</param>
/// <param name="Basis">For people: from what it was reckoned.</param>
public sealed record EngineEstimate(TimeSpan Time, decimal? Usd, string Basis);
