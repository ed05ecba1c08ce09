namespace Analytics.LocalEmr.Steps;

internal sealed record StepInput
{
    public string? Name { get; init; }

    public string? ActionOnFailure { get; init; }

    public HadoopJarStepInput? HadoopJarStep { get; init; }

    public StepMonitoringInput? StepMonitoringConfiguration { get; init; }
}
