namespace Analytics.Engines.Sandbox;

/// <summary>How a child process ended.</summary>
/// <param name="ExitCode">128 and the signal's number for one that a signal ended.</param>
/// <param name="Exceeded">The limit that it passed.</param>
/// <param name="Killed">That its owner asked for its end.</param>
/// <param name="Usage">As last seen, at most some milliseconds before the end.</param>
/// <param name="ErrorLines">The last lines of its standard error.</param>
public sealed record SandboxEnd(int ExitCode, ExceededLimit? Exceeded, bool Killed, EngineUsage Usage, IReadOnlyList<string> ErrorLines)
{
    /// <summary>The exit code by which a child says that there was no space left to write.</summary>
    public const int DiskFull = 74;
}
