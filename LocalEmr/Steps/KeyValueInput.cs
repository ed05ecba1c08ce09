namespace Analytics.LocalEmr.Steps;

internal sealed record KeyValueInput(string? Key, string? Value);
