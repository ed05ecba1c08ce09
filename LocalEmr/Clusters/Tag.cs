namespace Analytics.LocalEmr.Clusters;

internal sealed record Tag(string? Key, string? Value);
