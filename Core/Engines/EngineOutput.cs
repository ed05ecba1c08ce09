namespace Analytics.Engines;

/// <summary>What the result must look like, or the run fails.</summary>
/// <param name="Columns">All of its columns; the files hold them in this order, whatever order the SELECT has.</param>
/// <param name="Key">Columns whose values are not NULL and unique together in the result; empty where there is no key.</param>
public sealed record EngineOutput(IReadOnlyList<EngineColumn> Columns, IReadOnlyList<string> Key);
