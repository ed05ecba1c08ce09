using System.Text.Json;

namespace Analytics.LocalEmr.Clusters;

internal sealed record InstanceTypeInput
{
    public string? InstanceType { get; init; }

    public int? WeightedCapacity { get; init; }

    public string? BidPrice { get; init; }

    public double? BidPriceAsPercentageOfOnDemandPrice { get; init; }

    public JsonElement? Configurations { get; init; }

    public EbsConfigurationInput? EbsConfiguration { get; init; }

    public string? CustomAmiId { get; init; }

    public double? Priority { get; init; }
}
