namespace Analytics.Engines.Sandbox;

/// <summary>
/// A part of what a child did, as it tells its owner, who makes a span of it: the child itself has no network to send one by.
/// </summary>
/// <param name="Name">One of <see cref="EnginePhases"/>.</param>
/// <param name="StartedAt">Microseconds since 1970, UTC.</param>
/// <param name="Took">Microseconds.</param>
public sealed record EnginePhase(string Name, long StartedAt, long Took);
