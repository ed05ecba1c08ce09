namespace Analytics.Runs;

/// <summary>A run to be queued.</summary>
public sealed record NewRun
{
    public required RunDefinition Definition { get; init; }

    /// <summary>One of <see cref="RunTriggers"/>.</summary>
    public required string TriggeredBy { get; init; }

    /// <summary>For people: the tick, or the dataset version.</summary>
    public string? Detail { get; init; }

    /// <summary>Values of parameters in invariant form; what is missing has its default.</summary>
    public IReadOnlyDictionary<string, string?> Parameters { get; init; } = new Dictionary<string, string?>();
}
