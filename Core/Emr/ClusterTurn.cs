using Dapper;

using Npgsql;

namespace Analytics.Emr;

/// <summary>
/// One at a time, in this process and among all that share the database, so that runs which begin together start one cluster.
/// </summary>
/// <param name="database">Null where nobody else starts clusters.</param>
internal sealed class ClusterTurn(NpgsqlDataSource? database) : IDisposable
{
    /// <summary>Stands for "clusters of EMR" among the database's advisory locks.</summary>
    private const long LockKey = 0x454d_5263_6c75_7374;

    private readonly SemaphoreSlim _turn = new(1);

    public async Task<T> RunAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (database is null)
            {
                return await action();
            }

            // Of a transaction, so that the lock goes with its holder, whatever becomes of that.
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(
                "select pg_advisory_xact_lock(@key)", new { key = LockKey }, transaction, commandTimeout: 0,
                cancellationToken: cancellationToken));
            return await action();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
