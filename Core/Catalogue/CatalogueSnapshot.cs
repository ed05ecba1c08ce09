using Analytics.Catalogue.Contracts;
using Analytics.Catalogue.Dashboards;
using Analytics.Catalogue.Jobs;

namespace Analytics.Catalogue;

/// <summary>The catalogue as it is in force: where a file is wrong, its last good definition, if it ever had one.</summary>
public sealed record CatalogueSnapshot(
    IReadOnlyDictionary<string, DatasetContract> Datasets,
    IReadOnlyDictionary<string, JobDefinition> Jobs,
    IReadOnlyDictionary<string, DashboardDefinition> Dashboards,
    IReadOnlyList<CatalogueFault> Faults)
{
    public static readonly CatalogueSnapshot Empty = new(
        new Dictionary<string, DatasetContract>(), new Dictionary<string, JobDefinition>(), new Dictionary<string, DashboardDefinition>(), []);
}
