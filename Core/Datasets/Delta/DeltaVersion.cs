namespace Analytics.Datasets.Delta;

/// <summary>A version of a dataset, with what decides whether its commit says anything of protocol and metadata.</summary>
/// <param name="Version">Its number, which is the commit's too.</param>
/// <param name="Kind">create, append, replace, replay or remove.</param>
/// <param name="ContractVersion">The contract whose columns the table has at this version.</param>
/// <param name="CommittedAt">UTC.</param>
/// <param name="IngestionId">What made it.</param>
/// <param name="ObjectKey">The raw object that it came from.</param>
/// <param name="PreviousContract">The contract of the version before.</param>
internal sealed record DeltaVersion(
    long Version, string Kind, int ContractVersion, DateTime CommittedAt, long? IngestionId, string? ObjectKey, int? PreviousContract)
{
    /// <summary>All contracts of the versions before.</summary>
    public IReadOnlyList<int> EarlierContracts { get; init; } = [];
}
