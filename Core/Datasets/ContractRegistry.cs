using System.Security.Cryptography;
using System.Text;
using Analytics.Database;
using Analytics.Work;
using Dapper;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>Numbers the texts of each dataset's contract; the same text again is the same version.</summary>
public sealed class ContractRegistry(NpgsqlDataSource database, WorkQueue queue)
{
    /// <summary>The version of a contract's text, 1 and up. The first one makes the dataset, empty, as version 0.</summary>
    public async Task<int> RegisterAsync(string dataset, string content, CancellationToken cancellationToken)
    {
        var contract = new { dataset, content, sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))) };
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var known = await connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(
            "select version from platform.contract where dataset = @dataset and sha256 = @sha256", contract,
            cancellationToken: cancellationToken));
        if (known is not null)
        {
            return known.Value;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into platform.dataset (name) values (@dataset) on conflict (name) do nothing", contract, transaction,
            cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "select from platform.dataset where name = @dataset for update", contract, transaction,
            cancellationToken: cancellationToken));
        var (version, isNew) = await connection.QuerySingleAsync<(int, bool)>(new CommandDefinition(
            Sql.Of<ContractRegistry>("RegisterContract"), contract, transaction, cancellationToken: cancellationToken));

        // Of two that register it at once the second finds it known, and what the first had published is not published once more.
        if (isNew && version == 1)
        {
            await DatasetCommit.PublishAsync(queue, connection, transaction, dataset, 0, null, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return version;
    }

    /// <summary>The text of a contract's version; null where there is no such version.</summary>
    public async Task<string?> FindAsync(string dataset, int version, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "select content from platform.contract where dataset = @dataset and version = @version", new { dataset, version },
            cancellationToken: cancellationToken));
    }
}
