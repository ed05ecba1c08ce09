namespace Analytics.LocalEmr.Clusters;

internal sealed record ScriptBootstrapActionInput(string? Path, IReadOnlyList<string>? Args);
