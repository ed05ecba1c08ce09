namespace Analytics.LocalEmr.Steps;

internal sealed record S3MonitoringInput(string? LogUri, string? EncryptionKeyArn);
