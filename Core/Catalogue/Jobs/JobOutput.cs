namespace Analytics.Catalogue.Jobs;

/// <summary>The result table that a job fills, in the schema <c>results</c>.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Columns">What the script must return; more or other columns fail the run.</param>
/// <param name="Key">Columns whose values name a row; required for <see cref="LoadMode.Upsert"/>, checked for all modes.</param>
/// <param name="Mode">What happens to the rows that are there already.</param>
public sealed record JobOutput(string Table, IReadOnlyList<JobColumn> Columns, IReadOnlyList<string> Key, LoadMode Mode);
