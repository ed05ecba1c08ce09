using Npgsql;

namespace Analytics.Database;

/// <summary>
/// A statement of the platform's own tables that runs often: prepared once for each connection of the pool, which keeps it. Statements over
/// result tables must not be prepared, because their columns change when a job's do.
/// </summary>
public sealed class PreparedCommand : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _command;

    private PreparedCommand(NpgsqlConnection connection, string sql)
    {
        _connection = connection;
        _command = new NpgsqlCommand(sql, connection);
    }

    public static async Task<PreparedCommand> OpenAsync(NpgsqlDataSource dataSource, string sql, CancellationToken cancellationToken) =>
        new(await dataSource.OpenConnectionAsync(cancellationToken), sql);

    public NpgsqlParameterCollection Parameters => _command.Parameters;

    public async Task<NpgsqlDataReader> ReadAsync(CancellationToken cancellationToken)
    {
        await _command.PrepareAsync(cancellationToken);
        return await _command.ExecuteReaderAsync(cancellationToken);
    }

    public async Task<object?> ScalarAsync(CancellationToken cancellationToken)
    {
        await _command.PrepareAsync(cancellationToken);
        return await _command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Returns the number of rows that it changed.</summary>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        await _command.PrepareAsync(cancellationToken);
        return await _command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _command.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
