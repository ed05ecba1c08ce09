using System.Diagnostics;

namespace Analytics.Runs;

/// <summary>A run under a worker's lease, as it was when it was taken.</summary>
public sealed record LeasedRun
{
    private readonly long _takenAt = Stopwatch.GetTimestamp();

    public required long Id { get; init; }

    public required RunDefinition Definition { get; init; }

    public required IReadOnlyDictionary<string, string?> Parameters { get; init; }

    /// <summary>Dataset to pinned version; a dataset that does not exist is missing.</summary>
    public required IReadOnlyDictionary<string, long> Inputs { get; init; }

    /// <summary>The engine and the handle of an attempt that may still run.</summary>
    public string? Engine { get; init; }

    public string? EngineHandle { get; init; }

    /// <summary>Attempts begun so far.</summary>
    public required int Attempt { get; init; }

    public required int MaxAttempts { get; init; }

    public bool CancelRequested { get; init; }

    /// <summary>Output that was computed and kept before the result was loaded.</summary>
    public RunOutput? Output { get; init; }

    /// <summary>How long before this worker took it the run had begun; zero for the first.</summary>
    public TimeSpan AgeWhenTaken { get; init; }

    /// <summary>How long ago the run began.</summary>
    public TimeSpan Age => AgeWhenTaken + Stopwatch.GetElapsedTime(_takenAt);
}
