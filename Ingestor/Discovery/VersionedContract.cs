using Analytics.Catalogue.Contracts;
using Analytics.Tabular.Schema;

namespace Analytics.Ingestor.Discovery;

/// <summary>A contract with the number that the registry gave its text.</summary>
public sealed record VersionedContract(DatasetContract Contract, int Version)
{
    /// <summary>How files are read; quarantine entries name the version.</summary>
    public TableSchema Schema => Contract.Schema with { ContractVersion = Version };
}
