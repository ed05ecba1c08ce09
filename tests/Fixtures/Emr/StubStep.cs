using System.Text.Json.Nodes;

namespace Analytics.Fixtures.Emr;

/// <summary>A step of a <see cref="StubEmr"/>, which runs until it is ended.</summary>
public sealed class StubStep(string id, string clusterId, string name, IReadOnlyList<string> arguments, DateTimeOffset began)
{
    public string Id => id;

    public string ClusterId => clusterId;

    public string Name => name;

    public IReadOnlyList<string> Arguments => arguments;

    public string State { get; set; } = "RUNNING";

    internal JsonNode ToJson() => new JsonObject
    {
        [nameof(Id)] = id,
        [nameof(Name)] = name,
        ["Config"] = new JsonObject { ["Args"] = new JsonArray([.. arguments.Select(argument => JsonValue.Create(argument))]) },
        ["Status"] = new JsonObject
        {
            [nameof(State)] = State,
            ["Timeline"] = new JsonObject
            {
                ["CreationDateTime"] = began.ToUnixTimeSeconds(),
                ["StartDateTime"] = began.ToUnixTimeSeconds(),
            },
        },
    };
}
