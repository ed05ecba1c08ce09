using System.Text.Json;

namespace Analytics.LocalEmr.Protocol;

/// <summary>One operation: from the request's JSON to the object whose JSON is the answer.</summary>
/// <param name="Name">As the service's model names it.</param>
/// <param name="Run">Throws <see cref="ApiException"/> to refuse.</param>
internal sealed record Operation(string Name, Func<JsonElement, Caller, object> Run)
{
    private static readonly object Nothing = new();

    public static Operation Of<T>(string name, Func<T, Caller, object> run) =>
        new(name, (body, caller) => run(Parse<T>(body), caller));

    public static Operation Of<T>(string name, Func<T, object> run) => Of<T>(name, (input, _) => run(input));

    /// <summary>An operation whose answer is empty.</summary>
    public static Operation Of<T>(string name, Action<T> run) => Of<T>(name, (input, _) =>
    {
        run(input);
        return Nothing;
    });

    private static T Parse<T>(JsonElement body) =>
        body.Deserialize<T>(ApiJson.Wire) ?? throw new JsonException("The body must be an object.");
}
