using System.Data;

using Analytics.Database;

using Dapper;

using Npgsql;

namespace Analytics.Results.Queries;

/// <summary>
/// A transaction for the query of a chart, on a connection that can read the schema <c>results</c> and nothing else: read-only, ended by
/// the database after a time, and by a cancel from here where the query has put that off. What it runs is one statement of the extended
/// protocol each, so that no second one can be smuggled in.
/// </summary>
internal sealed class ChartSession : IAsyncDisposable
{
    private const int GraceSeconds = 2;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly TimeSpan _timeout;
    private NpgsqlBatch? _running;

    private ChartSession(
        NpgsqlConnection connection, NpgsqlTransaction transaction, TimeSpan timeout, IReadOnlyList<ResultProvenance> sources)
    {
        (_connection, _transaction, _timeout, Sources) = (connection, transaction, timeout, sources);
    }

    /// <summary>Where the tables came from, as of the transaction's moment.</summary>
    public IReadOnlyList<ResultProvenance> Sources { get; }

    /// <param name="connection">Of charts; the caller closes it.</param>
    /// <param name="pages">Connections that may read where tables came from, which those of charts may not.</param>
    /// <param name="tables">Tables whose sources are asked for; null where none are.</param>
    /// <param name="timeout">How long each statement may take.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static async Task<ChartSession> OpenAsync(
        NpgsqlConnection connection,
        NpgsqlDataSource pages,
        IReadOnlyList<string>? tables,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        if (tables is null)
        {
            return await BeginAsync(connection, null, [], timeout, cancellationToken);
        }

        // Two logins see one moment by the snapshot that the one exports. It is held until the other has it, and no longer.
        await using var asked = await pages.OpenConnectionAsync(cancellationToken);
        await using var moment = await asked.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var batch = new NpgsqlBatch(asked, moment);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select pg_export_snapshot()"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ProvenanceRow.Statement)
        {
            Parameters = { new NpgsqlParameter<string[]>("tables", [.. tables]) },
        });
        string snapshot;
        IReadOnlyList<ResultProvenance> sources;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            snapshot = reader.GetString(0);
            await reader.NextResultAsync(cancellationToken);
            sources = ProvenanceRow.ReadAll(reader);
        }

        return await BeginAsync(connection, snapshot, sources, timeout, cancellationToken);
    }

    /// <summary>The result tables that a query reads, whatever the values of its parameters.</summary>
    public async Task<IReadOnlyList<string>> TablesOfAsync(string sql, int parameters, CancellationToken cancellationToken)
    {
        await using (await QueryAsync($"explain {sql}", Enumerable.Repeat<object?>(null, parameters), cancellationToken))
        {
            // The plan itself is of no interest: that it was made tells the tables, and whether the query is right.
        }

        return [.. await _connection.QueryAsync<string>(new CommandDefinition(
            Sql.Of<ChartSession>("TablesRead"), transaction: _transaction, cancellationToken: cancellationToken))];
    }

    /// <summary>Runs one statement; parameters are <c>$1</c> and up, all of them text. Columns are read in their order.</summary>
    public async Task<NpgsqlDataReader> QueryAsync(string sql, IEnumerable<object?> parameters, CancellationToken cancellationToken)
    {
        // A batch's command with positional parameters goes to the server as it is: nothing splits it at semicolons.
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        }

        // The client gives up a little later than the server, which has the better message; it cancels what goes on there.
        _running = new NpgsqlBatch(_connection, _transaction) { Timeout = (int)Math.Ceiling(_timeout.TotalSeconds) + GraceSeconds };
        _running.BatchCommands.Add(command);
        return await _running.ExecuteReaderAsync(CommandBehavior.SequentialAccess | CommandBehavior.SingleResult, cancellationToken);
    }

    /// <summary>Tells the server that no more is wanted of the statement that runs.</summary>
    public void Cancel() => _running?.Cancel();

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }

        await _transaction.DisposeAsync();
    }

    private static async Task<ChartSession> BeginAsync(
        NpgsqlConnection connection,
        string? snapshot,
        IReadOnlyList<ResultProvenance> sources,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        ChartSession? session = null;
        try
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            string[] settings =
            [
                "set transaction read only",
                // Its text is the server's own.
                .. snapshot is null ? (string[])[] : [$"set transaction snapshot '{snapshot}'"],
                $"set local statement_timeout = {(long)timeout.TotalMilliseconds}",
                // The scanner of queries relies on it.
                "set local standard_conforming_strings = on",
            ];
            foreach (var setting in settings)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(setting));
            }

            await batch.ExecuteNonQueryAsync(cancellationToken);
            return session = new ChartSession(connection, transaction, timeout, sources);
        }
        finally
        {
            if (session is null)
            {
                await transaction.DisposeAsync();
            }
        }
    }
}
