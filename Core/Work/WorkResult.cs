namespace Analytics.Work;

/// <summary>What a handler says of an item.</summary>
public abstract record WorkResult
{
    private WorkResult()
    {
    }

    /// <summary>The work is done; the worker finishes the item.</summary>
    public static WorkResult Done { get; } = new Complete();

    /// <summary>What a handler returns that finished the item within its own transaction, by the outcome that it got.</summary>
    public static WorkResult Written(WorkOutcome outcome) => new AlreadyWritten(outcome);

    /// <summary>Not now: due again after the delay, without burning the attempt.</summary>
    public static WorkResult Postpone(TimeSpan delay) => new Wait(delay);

    /// <summary>A failed attempt; another one follows after the queue's delay while there are any left.</summary>
    public static WorkResult Fail(string error) => new Failure(error, IsFinal: false, null);

    /// <summary>Failed in a way that no further attempt changes: to the dead letters.</summary>
    public static WorkResult Dead(string error) => new Failure(error, IsFinal: true, null);

    internal static WorkResult Fail(Exception exception) =>
        new Failure($"{exception.GetType().Name}: {exception.Message}", IsFinal: false, exception);

    internal sealed record Complete : WorkResult;

    internal sealed record AlreadyWritten(WorkOutcome Outcome) : WorkResult;

    internal sealed record Wait(TimeSpan Delay) : WorkResult;

    internal sealed record Failure(string Error, bool IsFinal, Exception? Exception) : WorkResult;
}
