namespace Analytics.LocalEmr.Commands;

/// <summary>bash, with a script that is fetched first where it lies on S3 (<c>script-runner.jar</c>).</summary>
/// <param name="Fetch">The script to fetch and run; null where bash takes the arguments as they are.</param>
internal sealed record ScriptCommand(string? Fetch, IReadOnlyList<string> Arguments) : StepCommand("script-runner", Fetch);
