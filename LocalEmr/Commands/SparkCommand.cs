namespace Analytics.LocalEmr.Commands;

/// <summary>spark-submit, in two parts: Spark's own options, and the application with its arguments.</summary>
/// <param name="Options">Without master and deploy mode, which are the runner's.</param>
internal sealed record SparkCommand(
    string Kind, string? Script, IReadOnlyList<string> Options, IReadOnlyList<string> Application) : StepCommand(Kind, Script);
