namespace Analytics.Results;

/// <summary>What became of a rollback.</summary>
public abstract record RollbackOutcome
{
    private RollbackOutcome()
    {
    }

    /// <summary>The run's effect is gone.</summary>
    /// <param name="Message">What the table holds now, for people.</param>
    public sealed record Undone(string Message) : RollbackOutcome;

    /// <summary>There was nothing to undo: it was undone before, or never loaded anything.</summary>
    public sealed record NothingToUndo(string Reason) : RollbackOutcome;

    /// <summary>It cannot be undone; the table is as it was.</summary>
    public sealed record Refused(string Reason) : RollbackOutcome;
}
