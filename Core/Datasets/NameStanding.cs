namespace Analytics.Datasets;

/// <summary>What the contracts in force say of a name in the raw store.</summary>
/// <param name="State">Landed, ignored or unclaimed, of <see cref="RawObjectStates"/>.</param>
/// <param name="Reason">Why it is not to be read; null where it is.</param>
public sealed record NameStanding(string State, string? Reason);
