using System.Text.Json;

namespace Analytics.LocalEmr.Clusters;

internal sealed record ApplicationInput(string? Name, string? Version, IReadOnlyList<string>? Args, JsonElement? AdditionalInfo);
