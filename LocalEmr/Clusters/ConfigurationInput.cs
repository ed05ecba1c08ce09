using System.Text.Json;

using Analytics.LocalEmr.Protocol;

namespace Analytics.LocalEmr.Clusters;

/// <summary>A classification of settings, as Configurations list them; it is kept as it came.</summary>
internal sealed record ConfigurationInput(
    string? Classification, IReadOnlyDictionary<string, string?>? Properties, IReadOnlyList<ConfigurationInput>? Configurations)
{
    private const int MostLevels = 8;

    /// <exception cref="ApiException">They are no list of classifications.</exception>
    public static void Check(JsonElement? configurations) => Read(configurations);

    public static IReadOnlyList<ConfigurationInput> Read(JsonElement? configurations)
    {
        if (configurations is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given)
        {
            return [];
        }

        try
        {
            var read = given.Deserialize<IReadOnlyList<ConfigurationInput>>(ApiJson.Wire) ?? [];
            return AreNamed(read, MostLevels)
                ? read
                : throw ApiException.Validation("Configurations: each member must have a Classification, and a value for each property.");
        }
        catch (JsonException)
        {
            throw ApiException.Validation(
                "Configurations must be a list of members with Classification, Properties (texts by name) and Configurations.");
        }
    }

    private static bool AreNamed(IReadOnlyList<ConfigurationInput> given, int levels) => levels > 0 && given.All(member =>
        member is { Classification.Length: > 0 } && member.Properties?.Values.Contains(null) != true
        && AreNamed(member.Configurations ?? [], levels - 1));
}
