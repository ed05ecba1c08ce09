namespace Analytics.LocalEmr.Runners;

/// <summary>By what a started step is found again, or why it could not be started.</summary>
/// <param name="UiAddress">Spark's own pages about it while it runs; null where there are none.</param>
internal sealed record StepStart(string? Handle, string? Problem, string? UiAddress = null)
{
    public static StepStart Of(string handle, string? uiAddress = null) => new(handle, null, uiAddress);

    public static StepStart Not(string problem) => new(null, problem);
}
