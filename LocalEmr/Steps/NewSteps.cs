using Analytics.LocalEmr.Logs;
using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.State;

namespace Analytics.LocalEmr.Steps;

/// <summary>Checks steps that are handed in, by the limits that AWS documents.</summary>
internal static class NewSteps
{
    public const int MaxActive = 256;
    private const int MaxCharacters = 10_240;
    private const int MaxName = 256;

    public static List<Step> Make(
        string clusterId, IReadOnlyList<StepInput> steps, int active, int concurrency, string? role, DateTimeOffset now)
    {
        if (active + steps.Count > MaxActive)
        {
            throw ApiException.Validation(
                "Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded. "
                + $"It is {MaxActive}; {active} are active, and {steps.Count} were submitted.");
        }

        return [.. steps.Select((step, index) => Make(clusterId, step, index + 1, concurrency, role, now))];
    }

    private static Step Make(string clusterId, StepInput? step, int place, int concurrency, string? role, DateTimeOffset now)
    {
        if (step?.Name is not { } name || step.HadoopJarStep is not { Jar.Length: > 0 } jar)
        {
            throw ApiException.Validation($"Steps, member {place}: Name, HadoopJarStep and its Jar must not be null.");
        }

        if (name.Length > MaxName)
        {
            throw ApiException.Validation($"Steps, member {place}: Name must have length less than or equal to {MaxName}.");
        }

        if ((jar.Args ?? []).Contains(null) || (jar.Properties ?? []).Any(property => property?.Key is null))
        {
            throw ApiException.Validation($"Steps, member {place}: Args and Properties must not hold null.");
        }

        if (Characters(jar) > MaxCharacters)
        {
            throw ApiException.Validation(
                $"Size of an individual step exceeded the maximum allowed: step '{name}' has {Characters(jar)} characters, and "
                + $"{MaxCharacters} are allowed.");
        }

        var action = step.ActionOnFailure
            ?? (concurrency > 1 ? ActionsOnFailure.Continue : ActionsOnFailure.TerminateCluster);
        if (!ActionsOnFailure.All.Contains(action))
        {
            throw ApiException.Validation(
                $"Steps, member {place}: ActionOnFailure must be one of {string.Join(", ", ActionsOnFailure.All)}, not '{action}'.");
        }

        if (concurrency > 1 && action != ActionsOnFailure.Continue)
        {
            throw ApiException.Validation(
                $"The ActionOnFailure setting is not valid: step '{name}' has {action}, but where StepConcurrencyLevel is above 1 only "
                + "CONTINUE is.");
        }

        var logs = step.StepMonitoringConfiguration?.S3MonitoringConfiguration;
        LogUris.Check(logs?.LogUri);
        return new Step
        {
            Id = Ids.Step(),
            ClusterId = clusterId,
            Name = name,
            Jar = jar,
            ActionOnFailure = action,
            Created = now,
            ExecutionRoleArn = role,
            LogUri = logs?.LogUri,
            EncryptionKeyArn = logs?.EncryptionKeyArn,
        };
    }

    private static int Characters(HadoopJarStepInput jar) =>
        (jar.Jar?.Length ?? 0) + (jar.MainClass?.Length ?? 0) + (jar.Args ?? []).Sum(arg => arg.Length)
        + (jar.Properties ?? []).Sum(property => (property.Key?.Length ?? 0) + (property.Value?.Length ?? 0));
}
