using Analytics.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Datasets.Delta;

/// <summary>
/// Writes versions of datasets as commits of Delta Lake tables beside their Parquet files, each in its turn. The database is the truth
/// and the log follows it: whatever is missing there is written by the next publication, and writing twice changes nothing.
/// </summary>
public sealed class DeltaPublisher(
    NpgsqlDataSource database, ContractRegistry contracts, [FromKeyedServices(StoreNames.Processed)] IObjectStore processed)
{
    private readonly DeltaHistory _history = new(database, contracts);

    /// <summary>Writes all commits that are missing up to a version.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="version">The version that was committed.</param>
    /// <param name="folder">A local folder for a checkpoint that is being written.</param>
    /// <param name="cancellationToken">Stops between two commits.</param>
    public async Task<PublishResult> PublishAsync(string dataset, long version, string folder, CancellationToken cancellationToken) =>
        await _history.FindTableAsync(dataset, cancellationToken) is { } table
            ? await new DeltaPublication(_history, processed, table, folder).RunAsync(
                Math.Max(version, table.OldestVersion), cancellationToken)
            : default;

    /// <summary>Whether the log has a version of a dataset.</summary>
    public async Task<bool> IsPublishedAsync(string dataset, long version, CancellationToken cancellationToken) =>
        await processed.FindAsync(DeltaKeys.Commit(dataset, version), cancellationToken) is not null;

    /// <summary>Removes from the log what only versions need that are kept no longer; returns how many objects.</summary>
    public async Task<int> TrimAsync(string dataset, CancellationToken cancellationToken) =>
        await _history.FindTableAsync(dataset, cancellationToken) is { OldestVersion: > 0 } table
            ? await new DeltaLog(processed, table).RemoveBeforeAsync(table.OldestVersion, cancellationToken)
            : 0;
}
