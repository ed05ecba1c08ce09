namespace Analytics.Api.Runs;

/// <summary>What became of the wish for a run.</summary>
public abstract record RunWish
{
    private RunWish()
    {
    }

    public sealed record Queued(long Id) : RunWish;

    public sealed record NoJob(string Message) : RunWish;

    /// <summary>Faults by parameter; <c>job</c> where the job itself cannot run.</summary>
    public sealed record Refused(IReadOnlyDictionary<string, string[]> Faults) : RunWish;
}
