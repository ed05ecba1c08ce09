namespace Analytics.LocalEmr.Commands;

/// <summary>What a step asks to run.</summary>
/// <param name="Kind">EMR's name for it: the first word of command-runner.jar's arguments.</param>
/// <param name="Script">The script or jar that it runs, to tell a missing one from missing input.</param>
internal abstract record StepCommand(string Kind, string? Script)
{
    /// <summary>For a run that only has to be found and stopped.</summary>
    public static readonly StepCommand None = new ScriptCommand(null, []);
}
