namespace Analytics.Fixtures.Telemetry;

/// <summary>A record of a log as it was sent.</summary>
public sealed record OtlpRecord
{
    public required string Service { get; init; }

    public required string Body { get; init; }

    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>The trace within which it was written; empty where it was within none.</summary>
    public required string TraceId { get; init; }

    internal static IEnumerable<OtlpRecord> ReadAll(ProtobufMessage request) =>
        from resource in request.At(1)
        from record in resource.At(2, 2)
        select new OtlpRecord
        {
            Service = OtlpAttributes.Service(resource),
            Body = record.At(5).Select(OtlpAttributes.Value).FirstOrDefault(""),
            Attributes = OtlpAttributes.Read(record, 6),
            TraceId = record.Hex(9),
        };
}
