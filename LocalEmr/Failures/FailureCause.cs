namespace Analytics.LocalEmr.Failures;

/// <param name="Reason">The cause in a few words.</param>
/// <param name="Message">The lines that tell of it.</param>
/// <param name="Log">The log in which they stand: controller, stdout, stderr or syslog.</param>
internal sealed record FailureCause(string Reason, string? Message, string Log);
