using System.Text.RegularExpressions;

namespace Analytics.JobFailures;

/// <summary>What steps usually fail of.</summary>
/// <param name="Pattern">Of the line that shows it.</param>
/// <param name="Reason">In EMR's FailureDetails: the cause in a few words.</param>
/// <param name="Code">One of <see cref="EngineFailureCode"/>.</param>
/// <param name="Message">What happened, for the job's owner.</param>
/// <param name="Advice">What to do next.</param>
/// <param name="Retryable">Whether the same step may succeed later.</param>
public sealed record StepFailureRule(
    Regex Pattern, string Reason, string Code, string Message, string Advice, bool Retryable = false);
