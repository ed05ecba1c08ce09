using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Analytics.Catalogue.Jobs;
using Analytics.Engines;

namespace Analytics.Emr;

/// <summary>
/// By what a step is found again: <c>emr:cluster:step</c>; where EMR did not say whether it added the step, run and attempt stand for
/// it (<c>emr:cluster:run-7-1</c>).
/// </summary>
internal sealed record EmrHandle(string ClusterId, string StepId)
{
    private const string RunPrefix = "run-";

    /// <summary>False where EMR may or may not have a step of that run and attempt: it is looked up by its name.</summary>
    public bool IsStepKnown => !StepId.StartsWith(RunPrefix, StringComparison.Ordinal);

    /// <summary>The handle of an attempt whose step EMR may have added.</summary>
    public static EmrHandle OfAttempt(string clusterId, EngineTask task) =>
        new(clusterId, string.Create(CultureInfo.InvariantCulture, $"{RunPrefix}{task.RunId}-{task.Attempt}"));

    public static bool TryParse(string text, [NotNullWhen(true)] out EmrHandle? handle)
    {
        handle = text.Split(':') is [EngineNames.Emr, var cluster, var step] ? new EmrHandle(cluster, step) : null;
        return handle is not null;
    }

    public override string ToString() => $"{EngineNames.Emr}:{ClusterId}:{StepId}";
}
