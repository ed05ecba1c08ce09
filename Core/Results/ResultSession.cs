using System.Data;

using Npgsql;

namespace Analytics.Results;

/// <summary>
/// A transaction for the platform's own questions to the schema <c>results</c>: read-only, under the role <c>results_reader</c>, ended by
/// the database after a time, all of it of one moment. What people wrote is parameters there; queries that people write run in
/// <see cref="Queries.ChartSession"/>, since a statement can leave a role that was set.
/// </summary>
internal sealed class ResultSession : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly TimeSpan _timeout;

    private ResultSession(NpgsqlConnection connection, NpgsqlTransaction transaction, TimeSpan timeout)
    {
        _connection = connection;
        _transaction = transaction;
        _timeout = timeout;
    }

    public static async Task<ResultSession> OpenAsync(NpgsqlDataSource database, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        ResultSession? session = null;
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("set transaction read only"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"set local statement_timeout = {(long)timeout.TotalMilliseconds}"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("set local role results_reader"));
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return session = new ResultSession(connection, transaction, timeout);
        }
        finally
        {
            if (session is null)
            {
                await connection.DisposeAsync();
            }
        }
    }

    /// <summary>Where tables came from, as of the transaction's moment; its role may not read that, so it is given back for it.</summary>
    public async Task<IReadOnlyList<ResultProvenance>> ProvenanceAsync(IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection, _transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("set local role none"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ProvenanceRow.Statement)
        {
            Parameters = { new NpgsqlParameter<string[]>("tables", [.. tables]) },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("set local role results_reader"));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return ProvenanceRow.ReadAll(reader);
    }

    /// <summary>Runs one statement; parameters are <c>$1</c> and up, all of them text.</summary>
    public async Task<NpgsqlDataReader> QueryAsync(
        string sql, IEnumerable<object?> parameters, CommandBehavior behavior, CancellationToken cancellationToken)
    {
        // A batch's command with positional parameters goes to the server as it is: nothing splits it at semicolons.
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = value ?? DBNull.Value,
                NpgsqlDbType = value is Array ? NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text : NpgsqlTypes.NpgsqlDbType.Text,
            });
        }

        // The client gives up a little later than the server, which has the better message.
        var batch = new NpgsqlBatch(_connection, _transaction);
        batch.Timeout = (int)Math.Ceiling(_timeout.TotalSeconds) + 5;
        batch.BatchCommands.Add(command);
        return await batch.ExecuteReaderAsync(behavior, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
