using System.Text.Json.Serialization;

using Analytics.Datasets;

namespace Analytics.Api.Datasets;

/// <summary>Whether a dataset is as new as its contract asks.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Freshness>))]
public enum Freshness
{
    /// <summary>No file was loaded yet.</summary>
    [JsonStringEnumMemberName("empty")]
    Empty,

    /// <summary>The contract sets no limit, or there is no contract any more.</summary>
    [JsonStringEnumMemberName("any")]
    Any,

    /// <summary>The newest version is younger than <c>freshWithin</c>.</summary>
    [JsonStringEnumMemberName("fresh")]
    Fresh,

    /// <summary>The newest version is older than <c>freshWithin</c>.</summary>
    [JsonStringEnumMemberName("stale")]
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
