namespace Analytics.Fixtures.Telemetry;

/// <summary>A point of a metric as it was sent; of a histogram its sum and its count.</summary>
public sealed record OtlpPoint
{
    private const int Gauge = 5;
    private const int Sum = 7;
    private const int Histogram = 9;

    public required string Service { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Unit { get; init; }

    public required double Value { get; init; }

    /// <summary>Of a histogram: how many values; else 1.</summary>
    public required long Count { get; init; }

    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    internal static IEnumerable<OtlpPoint> ReadAll(ProtobufMessage request) =>
        from resource in request.At(1)
        from metric in resource.At(2, 2)
        from kind in new[] { Gauge, Sum, Histogram }
        from point in metric.At(kind).SelectMany(data => data.At(1))
        select new OtlpPoint
        {
            Service = OtlpAttributes.Service(resource),
            Name = metric.Text(1),
            Description = metric.Text(2),
            Unit = metric.Text(3),
            Value = kind == Histogram ? point.Double(5) : point.Has(4) ? point.Double(4) : (long)point.Number(6),
            Count = kind == Histogram ? (long)point.Number(4) : 1,
            Attributes = OtlpAttributes.Read(point, kind == Histogram ? 9 : 7),
        };
}
