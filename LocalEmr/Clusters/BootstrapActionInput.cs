namespace Analytics.LocalEmr.Clusters;

internal sealed record BootstrapActionInput(string? Name, ScriptBootstrapActionInput? ScriptBootstrapAction);
