namespace Analytics.Ingestor.Tests.Publish;

/// <summary>What Spark is asked to do.</summary>
/// <param name="Copies">Tables whose rows it writes anew as Parquet.</param>
/// <param name="Queries">Queries over a table named <c>t</c>, of which the first value counts.</param>
/// <param name="Skips">Conditions, for which it says how many rows it found in how many files that it could not leave out.</param>
internal sealed record SparkTask(
    IReadOnlyList<SparkCopy> Copies, IReadOnlyList<SparkQuery> Queries, IReadOnlyList<SparkQuery> Skips);

/// <summary>Place is a path, or a path and a version: <c>/path@7</c>.</summary>
internal sealed record SparkCopy(string Name, string Place, string Target);

/// <summary>Place as in <see cref="SparkCopy"/>.</summary>
internal sealed record SparkQuery(string Name, string Place, string Sql);
