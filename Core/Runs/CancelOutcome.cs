namespace Analytics.Runs;

public enum CancelOutcome
{
    /// <summary>It had not begun, or waited for its next attempt: it is cancelled.</summary>
    Cancelled,

    /// <summary>It runs: its worker ends it within two seconds.</summary>
    Requested,

    /// <summary>It had ended before.</summary>
    AlreadyFinished,

    NotFound,
}
