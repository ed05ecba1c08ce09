namespace Analytics.LocalEmr.Runners;

/// <param name="ExitCode">Null where there is none.</param>
/// <param name="Problem">What is known beside the exit code.</param>
internal sealed record RunEnd(int? ExitCode, string? Problem = null);
