namespace Analytics.Datasets.Delta;

/// <summary>A version of a dataset, with what decides whether its commit says anything of protocol and metadata.</summary>
/// <param name="Version">Its number, which is the commit's too.</param>
/// <param name="Kind">create, append, replace, replay or remove.</param>
/// <param name="ContractVersion">The contract whose columns the table has at this version.</param>
/// <param name="CommittedAt">UTC.</param>
/// <param name="IngestionId">What made it.</param>
/// <param name="ObjectKey">The raw object that it came from.</param>
/// <param name="PreviousContract">The contract of the version before.</param>
/// <param name="Files">How many files it has in all.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="AddedFiles">How many files it added.</param>
/// <param name="AddedRows">Their rows.</param>
/// <param name="AddedBytes">Their bytes.</param>
internal sealed record DeltaVersion(
    long Version, string Kind, int ContractVersion, DateTime CommittedAt, long? IngestionId, string? ObjectKey, int? PreviousContract,
    long Files, long Rows, long Bytes, long AddedFiles, long AddedRows, long AddedBytes)
{
    /// <summary>All contracts of the versions before.</summary>
    public IReadOnlyList<int> EarlierContracts { get; init; } = [];

    public DeltaTotals All => new(Files, Rows, Bytes);

    public DeltaTotals Added => new(AddedFiles, AddedRows, AddedBytes);
}
