using Analytics.Results;

namespace Analytics.Api.Dashboards;

/// <summary>What the chart module says of a drawing.</summary>
public sealed record ChartResult
{
    /// <summary>loading, drawn, empty, same or fault.</summary>
    public required string State { get; init; }

    public int Rows { get; init; }

    public bool IsCut { get; init; }

    /// <summary>Whether a table with every value lies behind it.</summary>
    public bool HasTable { get; init; }

    /// <summary>Of the tables that were read.</summary>
    public IReadOnlyList<ResultProvenance> Sources { get; init; } = [];

    /// <summary>What must happen before there are figures.</summary>
    public string? Awaited { get; init; }

    /// <summary>Of a fault.</summary>
    public string? Message { get; init; }
}
