using System.Data;
using Analytics.Catalogue.Contracts;
using Analytics.Catalogue.Yaml;
using Analytics.Database;
using Dapper;
using Npgsql;

namespace Analytics.Datasets.Delta;

/// <summary>What the database knows of a dataset, as its Delta Lake log needs it: the truth that the log follows.</summary>
internal sealed class DeltaHistory(NpgsqlDataSource database, ContractRegistry contracts)
{
    public async Task<DeltaTable?> FindTableAsync(string dataset, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<DeltaTable>(
            Command("FindTable", new { dataset }, null, cancellationToken));
    }

    public async Task<DeltaVersion> VersionAsync(string dataset, long version, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = await connection.QuerySingleAsync<DeltaVersion>(
            Command("FindCommit", new { dataset, version }, null, cancellationToken));
        var earlier = await connection.QueryAsync<int>(Command("ListContracts", new { dataset, version }, null, cancellationToken));
        return found with { EarlierContracts = earlier.AsList() };
    }

    /// <summary>What a version added and removed; null where retention has forgotten a part of it.</summary>
    public Task<IReadOnlyList<DeltaFile>?> ChangesAsync(string dataset, long version, CancellationToken cancellationToken) =>
        FilesAsync("ListChanges", dataset, version, oldest => version > oldest || (version == 0 && oldest == 0), cancellationToken);

    /// <summary>All files of a version and its tombstones; null where retention has forgotten a part of it.</summary>
    public Task<IReadOnlyList<DeltaFile>?> StateAsync(string dataset, long version, CancellationToken cancellationToken) =>
        FilesAsync("ListState", dataset, version, oldest => version >= oldest, cancellationToken);

    /// <summary>A version of the contract, whether or not it is in force still.</summary>
    public async Task<DatasetContract> ContractAsync(string dataset, int version, CancellationToken cancellationToken)
    {
        var text = await contracts.FindAsync(dataset, version, cancellationToken)
            ?? throw new InvalidOperationException($"The dataset '{dataset}' has no contract of version {version}.");
        var faults = new FaultList($"{dataset}.yaml");
        return ContractReader.Read(dataset, text, faults)
            ?? throw new InvalidOperationException(
                $"Version {version} of the contract of '{dataset}' cannot be read any more: {string.Join(" ", faults.All)}");
    }

    /// <summary>Keeps what was read from files, so that it need not be read again.</summary>
    public async Task StoreStatsAsync(IReadOnlyList<DeltaFile> files, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(Command("StoreStats", new
        {
            ids = files.Select(file => file.Id).ToArray(),
            stats = files.Select(file => file.Stats).ToArray(),
        }, null, cancellationToken));
    }

    private async Task<IReadOnlyList<DeltaFile>?> FilesAsync(
        string sql, string dataset, long version, Func<long, bool> isKept, CancellationToken cancellationToken)
    {
        // Rows and the oldest version are seen at one moment, or retention could remove rows between the two.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var table = await connection.QuerySingleAsync<DeltaTable>(Command("FindTable", new { dataset }, transaction, cancellationToken));
        return isKept(table.OldestVersion)
            ? [.. await connection.QueryAsync<DeltaFile>(Command(sql, new { dataset, version }, transaction, cancellationToken))]
            : null;
    }

    private static CommandDefinition Command(
        string sql, object parameters, NpgsqlTransaction? transaction, CancellationToken cancellationToken) =>
        new(Sql.Of<DeltaHistory>(sql), parameters, transaction, cancellationToken: cancellationToken);
}
