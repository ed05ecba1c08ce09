namespace Analytics.LocalEmr.Steps;

/// <param name="Reason">The cause in a few words; "Unknown Error." where it is not known.</param>
/// <param name="Message">The lines of a log that tell of it.</param>
/// <param name="LogFile">That log.</param>
internal sealed record FailureDetails(string Reason, string? Message, string? LogFile)
{
    public const string Unknown = "Unknown Error.";
}
