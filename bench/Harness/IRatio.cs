namespace Analytics.Bench.Harness;

/// <summary>
/// A promise about speed or memory, as a ratio of the platform (the subject) to the bare thing that it builds on (the baseline).
/// Both sides are measured in turn, in one process tree, on one machine: only then does the ratio mean something.
/// </summary>
internal interface IRatio : IAsyncDisposable
{
    /// <summary>The promise's number, with a letter where it has several rows: <c>P1</c>, <c>P2-gz</c>.</summary>
    string Id { get; }

    /// <summary>What is compared, for the table.</summary>
    string Title { get; }

    /// <summary>What the two figures are: <c>s</c>, <c>MB</c>, <c>jobs/s</c>.</summary>
    string Unit { get; }

    Goal Goal { get; }

    /// <summary>Fewer rounds than asked for, where one takes minutes.</summary>
    int MaxRounds => int.MaxValue;

    /// <summary>Makes files, servers and tables; not measured.</summary>
    Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken);

    /// <summary>One measurement of the platform, in <see cref="Unit"/>.</summary>
    Task<double> MeasureSubjectAsync(CancellationToken cancellationToken);

    /// <summary>One measurement of the bare thing, in <see cref="Unit"/>.</summary>
    Task<double> MeasureBaselineAsync(CancellationToken cancellationToken);
}
