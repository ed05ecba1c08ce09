namespace Analytics.Engines;

/// <summary>What a task cost, or why that is not known.</summary>
/// <param name="Usd">US dollars; null where they are not known.</param>
/// <param name="Note">For people: by which prices, or what is missing.</param>
public sealed record EngineCost(decimal? Usd, string Note);
