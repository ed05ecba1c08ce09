using System.Text.Json.Serialization;

using Analytics.Core.Datasets;

namespace Analytics.Api.Datasets;

/// <summary>Whether a dataset is as new as its contract asks.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Freshness>))]
public enum Freshness
{
    /// <summary>No file was taken yet.</summary>
    Empty,

    /// <summary>The contract sets no limit, or there is no contract any more.</summary>
    Any,

    /// <summary>The newest version is younger than <c>freshWithin</c>.</summary>
    Fresh,

    /// <summary>The newest version is older than <c>freshWithin</c>.</summary>
    Stale,
}

internal static class FreshnessRule
{
    public static Freshness Of(DatasetSummary? dataset, TimeSpan? freshWithin, DateTimeOffset now) => dataset switch
    {
        null or { CurrentVersion: 0 } => Freshness.Empty,
        _ when freshWithin is null => Freshness.Any,
        _ => now.UtcDateTime - dataset.CommittedAt <= freshWithin ? Freshness.Fresh : Freshness.Stale,
    };
}
