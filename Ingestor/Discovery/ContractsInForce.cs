using System.Collections.Concurrent;
using Analytics.Catalogue;
using Analytics.Datasets;

namespace Analytics.Ingestor.Discovery;

/// <summary>The contract of a dataset as it is in force, with its version.</summary>
public sealed class ContractsInForce(ICatalogue catalogue, ContractRegistry registry)
{
    private readonly ConcurrentDictionary<(string Dataset, string Sha256), int> _versions = new();

    public IEnumerable<string> Names => catalogue.Current.Datasets.Keys;

    /// <summary>The contract and its version; null where the catalogue has none of that name.</summary>
    public async Task<VersionedContract?> FindAsync(string dataset, CancellationToken cancellationToken)
    {
        if (!catalogue.Current.Datasets.TryGetValue(dataset, out var contract))
        {
            return null;
        }

        if (!_versions.TryGetValue((dataset, contract.Sha256), out var version))
        {
            version = await registry.RegisterAsync(dataset, contract.Text, cancellationToken);
            _versions[(dataset, contract.Sha256)] = version;
        }

        return new VersionedContract(contract, version);
    }

    /// <summary>What the contracts say of a raw object's name.</summary>
    public NameStanding StandingOf(string key)
    {
        if (DatasetKeys.DatasetOf(key) is not { } dataset)
        {
            return new(RawObjectStates.Unclaimed, "The file is in no dataset's folder: move it to incoming/<dataset>/ to load it.");
        }

        if (!catalogue.Current.Datasets.TryGetValue(dataset, out var contract))
        {
            return new(RawObjectStates.Unclaimed, WhyNone(dataset));
        }

        var name = DatasetKeys.NameOf(key, dataset);
        return contract.Files.Count(name)
            ? new(RawObjectStates.Landed, null)
            : new(RawObjectStates.Ignored, contract.Files.WhyNot(name));
    }

    /// <summary>Why no contract claims a dataset's folder.</summary>
    public string WhyNone(string dataset)
    {
        var fault = catalogue.Current.Faults.FirstOrDefault(fault => fault.File == $"datasets/{dataset}.yaml");
        return fault is null
            ? $"No contract names the dataset '{dataset}': add datasets/{dataset}.yaml to the catalogue, and the file will be loaded."
            : $"The contract of '{dataset}' has faults and was never valid ({fault}): correct it, and the file will be loaded.";
    }
}
