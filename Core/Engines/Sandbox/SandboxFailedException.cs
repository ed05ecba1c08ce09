namespace Analytics.Engines.Sandbox;

/// <summary>A child ended without an outcome for a reason that may pass: it was killed from outside, or the machine was too busy.</summary>
public sealed class SandboxFailedException(EngineFailure failure) : IOException(TextOf(failure))
{
    public EngineFailure Failure => failure;

    private static string TextOf(EngineFailure failure) =>
        $"The child process that reads the file gave no outcome: {failure.Message} {string.Join(' ', failure.Lines)}".TrimEnd();
}
