namespace Analytics.LocalEmr.Runners;

/// <summary>By what a started step is found again, or why it could not be started.</summary>
/// <param name="UiAddress">Spark's own pages about it while it runs; null where there are none.</param>
internal sealed record RunStart(string? Handle, string? Problem, string? UiAddress = null)
{
    public static RunStart Of(string handle, string? uiAddress = null) => new(handle, null, uiAddress);

    public static RunStart Not(string problem) => new(null, problem);
}
