namespace Analytics.LocalEmr.Runners;

/// <summary>By what a started step is found again, or why it could not be started.</summary>
internal sealed record RunStart(string? Handle, string? Problem)
{
    public static RunStart Of(string handle) => new(handle, null);

    public static RunStart Not(string problem) => new(null, problem);
}
