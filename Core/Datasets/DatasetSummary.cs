namespace Analytics.Datasets;

/// <summary>A dataset as of its current version. Times are UTC.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CurrentVersion">The newest version; 0 while it is empty.</param>
/// <param name="OldestVersion">The oldest version that can still be read.</param>
/// <param name="ContractVersion">The contract under which the current version was made.</param>
/// <param name="Rows">Rows of the current version.</param>
/// <param name="Bytes">Bytes of its files.</param>
/// <param name="Files">Files.</param>
/// <param name="RowsQuarantined">Records in quarantine that no replay or newer object has taken care of.</param>
/// <param name="CommittedAt">When the current version was made.</param>
public sealed record DatasetSummary(
    string Name, long CurrentVersion, long OldestVersion, int ContractVersion, long Rows, long Bytes, int Files, long RowsQuarantined,
    DateTime CommittedAt)
{
    /// <summary>Records in quarantine among all of them, 0 to 1.</summary>
    public double QuarantinedShare => Rows + RowsQuarantined == 0 ? 0 : (double)RowsQuarantined / (Rows + RowsQuarantined);
}
