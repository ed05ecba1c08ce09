using System.Globalization;

namespace Analytics.Fixtures.Telemetry;

/// <summary>Attributes as opentelemetry-proto writes them: <c>KeyValue { 1: key, 2: AnyValue }</c>; values as text.</summary>
internal static class OtlpAttributes
{
    private const int Resource = 1;

    public static IReadOnlyDictionary<string, string> Read(ProtobufMessage owner, int field)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in owner.At(field))
        {
            found[pair.Text(1)] = pair.At(2).Select(Value).FirstOrDefault("");
        }

        return found;
    }

    /// <summary>The name of the service that a <c>ResourceSpans</c> or its likes are of.</summary>
    public static string Service(ProtobufMessage owner) =>
        owner.At(Resource).Select(resource => Read(resource, 1).GetValueOrDefault("service.name", "")).FirstOrDefault("");

    public static string Value(ProtobufMessage value) => value switch
    {
        _ when value.Has(1) => value.Text(1),
        _ when value.Has(2) => value.Number(2) == 1 ? "true" : "false",
        _ when value.Has(3) => ((long)value.Number(3)).ToString(CultureInfo.InvariantCulture),
        _ when value.Has(4) => value.Double(4).ToString(CultureInfo.InvariantCulture),
        _ => "",
    };
}
