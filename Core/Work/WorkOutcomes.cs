namespace Analytics.Work;

/// <summary>What became of an item, as spans and metrics say it.</summary>
internal static class WorkOutcomes
{
    public const string Done = "done";
    public const string Postponed = "postponed";
    public const string Failed = "failed";
    public const string Dead = "dead";
    public const string LostLease = "lost_lease";
    public const string Unwritten = "unwritten";

    public static string Of(WorkResult result, WorkOutcome outcome) => outcome switch
    {
        WorkOutcome.LostLease => LostLease,
        WorkOutcome.Dead => Dead,
        _ => result switch
        {
            WorkResult.Failure => Failed,
            WorkResult.Wait => Postponed,
            _ => Done,
        },
    };

    /// <summary>The kind of fault behind an outcome; null where there is none.</summary>
    public static string? FaultOf(WorkResult result, string outcome) => (result, outcome) switch
    {
        (WorkResult.Failure { Exception: { } exception }, _) => exception.GetType().FullName,
        (_, Failed or Dead or LostLease) => outcome,
        _ => null,
    };
}
