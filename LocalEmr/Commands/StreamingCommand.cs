namespace Analytics.LocalEmr.Commands;

/// <summary>Hadoop streaming.</summary>
internal sealed record StreamingCommand(IReadOnlyList<string> Arguments) : StepCommand("hadoop-streaming", null);
