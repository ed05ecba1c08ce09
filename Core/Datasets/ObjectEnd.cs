namespace Analytics.Datasets;

/// <summary>How the reading of an object ended.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="State">The object's state from now on; null where it keeps its own.</param>
/// <param name="Step">What its history says.</param>
/// <param name="Detail">The words beside it.</param>
internal sealed record ObjectEnd(IngestOutcome Outcome, string? State, string Step, string Detail);
