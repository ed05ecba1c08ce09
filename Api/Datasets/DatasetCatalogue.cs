using Analytics.Catalogue;
using Analytics.Datasets;

namespace Analytics.Api.Datasets;

/// <summary>Datasets that the catalogue or the database knows: a contract may have no file yet, a dataset may have lost its contract.</summary>
public sealed class DatasetCatalogue(ICatalogue catalogue, DatasetReads datasets, TimeProvider time)
{
    public async Task<IReadOnlyList<DatasetItem>> ListAsync(CancellationToken cancellationToken)
    {
        var contracts = catalogue.Current.Datasets;
        var summaries = (await datasets.ListAsync(cancellationToken)).ToDictionary(dataset => dataset.Name);
        var now = time.GetUtcNow();
        return
        [
            .. contracts.Keys.Union(summaries.Keys).Order(StringComparer.Ordinal).Select(name =>
                DatasetItem.Of(name, contracts.GetValueOrDefault(name), summaries.GetValueOrDefault(name), now)),
        ];
    }

    /// <summary>Null where neither knows the name.</summary>
    public async Task<DatasetDetail?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var contract = catalogue.Current.Datasets.GetValueOrDefault(name);
        var summary = await datasets.FindAsync(name, cancellationToken);
        return contract is null && summary is null
            ? null
            : new(DatasetItem.Of(name, contract, summary, time.GetUtcNow()), contract is null ? null : ContractDetail.Of(contract));
    }
}
