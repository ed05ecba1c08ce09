namespace Analytics.LocalEmr.Steps;

internal sealed record StepMonitoringInput(S3MonitoringInput? S3MonitoringConfiguration);
