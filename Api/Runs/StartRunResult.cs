namespace Analytics.Api.Runs;

/// <summary>What became of the wish for a run.</summary>
public abstract record StartRunResult
{
    private StartRunResult()
    {
    }

    public sealed record Queued(long Id) : StartRunResult;

    public sealed record NoJob(string Message) : StartRunResult;

    /// <summary>Faults by parameter; <c>job</c> where the job itself cannot run.</summary>
    public sealed record Refused(IReadOnlyDictionary<string, string[]> Faults) : StartRunResult;
}
