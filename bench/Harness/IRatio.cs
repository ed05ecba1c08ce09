namespace Analytics.Bench.Harness;

/// <summary>
/// A promise about speed or memory, as a ratio of the platform (the subject) to the bare thing that it builds on (the
/// baseline). Both sides are measured in turn, in one process tree, on one machine: only then does the ratio mean
/// something.
/// </summary>
internal interface IRatio : IAsyncDisposable
{
    /// <summary>The rows that it fills; the first one's id is the ratio's.</summary>
    IReadOnlyList<Figure> Figures { get; }

    /// <summary>Fewer rounds than asked for, where one takes minutes.</summary>
    int MaxRounds => int.MaxValue;

    /// <summary>Makes files, servers and tables; not measured.</summary>
    Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken);

    /// <summary>One measurement of the platform: a value for each figure.</summary>
    Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken);

    /// <summary>One measurement of the bare thing: a value for each figure.</summary>
    Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken);
}
