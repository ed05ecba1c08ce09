namespace Analytics.Fixtures.Telemetry;

/// <summary>A span as it was sent.</summary>
public sealed record OtlpSpan
{
    /// <summary>The status code of a span that failed.</summary>
    public const int Error = 2;

    public required string Service { get; init; }

    public required string Scope { get; init; }

    public required string Name { get; init; }

    public required string TraceId { get; init; }

    public required string Id { get; init; }

    /// <summary>Empty for the first span of a trace.</summary>
    public required string ParentId { get; init; }

    public required ulong Start { get; init; }

    public required ulong End { get; init; }

    public required int Status { get; init; }

    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Traces that it is linked to.</summary>
    public required IReadOnlyList<string> Links { get; init; }

    internal static IEnumerable<OtlpSpan> ReadAll(ProtobufMessage request) =>
        from resource in request.At(1)
        from scope in resource.At(2)
        from span in scope.At(2)
        select new OtlpSpan
        {
            Service = OtlpAttributes.Service(resource),
            Scope = scope.At(1).Select(named => named.Text(1)).FirstOrDefault(""),
            TraceId = span.Hex(1),
            Id = span.Hex(2),
            ParentId = span.Hex(4),
            Name = span.Text(5),
            Start = span.Number(7),
            End = span.Number(8),
            Attributes = OtlpAttributes.Read(span, 9),
            Links = [.. span.At(13).Select(link => link.Hex(1))],
            Status = span.At(15).Select(status => (int)status.Number(3)).FirstOrDefault(),
        };
}
