using System.Diagnostics.CodeAnalysis;

namespace Analytics.Core.Engines.Emr;

/// <summary>By what a step is found again: <c>emr:cluster:step</c>.</summary>
internal sealed record EmrHandle(string ClusterId, string StepId)
{
    public static bool TryParse(string text, [NotNullWhen(true)] out EmrHandle? handle)
    {
        handle = text.Split(':') is [EmrJobEngine.EngineName, var cluster, var step] ? new EmrHandle(cluster, step) : null;
        return handle is not null;
    }

    public override string ToString() => $"{EmrJobEngine.EngineName}:{ClusterId}:{StepId}";
}
