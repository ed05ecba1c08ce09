namespace Analytics.Ingestor.Ingest;

/// <summary>Where tests let the process die as by kill -9: the step that the variable <c>CRASH_AT</c> names.</summary>
public sealed class CrashPoints(IConfiguration configuration)
{
    public const string Download = "download";
    public const string Spool = "spool";
    public const string Parse = "parse";
    public const string Write = "write";
    public const string BeforeCommit = "before-commit";
    public const string AfterCommit = "after-commit";
    public const string AfterPublish = "after-publish";

    private readonly string? _at = configuration["CRASH_AT"];

    /// <summary>Ends the process at once, with nothing cleaned up, where this is the step.</summary>
    public void Reach(string step)
    {
        if (step == _at)
        {
            Environment.FailFast($"CRASH_AT={step}");
        }
    }
}
