using Npgsql;

namespace Analytics.Fixtures;

/// <summary>A database of one test, dropped with everything in it when it is disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly Func<Task> _drop;

    internal TestDatabase(string connectionString, Func<Task> drop)
    {
        ConnectionString = connectionString;
        DataSource = NpgsqlDataSource.Create(connectionString);
        _drop = drop;
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>Settings that point a service at this database.</summary>
    public KeyValuePair<string, string?> Setting => new("ConnectionStrings:analytics", ConnectionString);

    /// <summary>Settings that point a service at this database as the role that the migrations made for it, with no right to migrate.</summary>
    public IReadOnlyDictionary<string, string?> SettingsOf(ServiceRole role) => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        [Setting.Key] = ConnectionStringOf(role),
        ["Database:Migrate"] = "false",
    };

    public string ConnectionStringOf(ServiceRole role) => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Username = $"analytics_{role}".ToLowerInvariant(),
        Password = PostgresFixture.ServicePassword,
    }.ConnectionString;

    public async Task<int> ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row; the type's default where there is none or it is null.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Holds what a statement locks, on a connection of its own, until the answer is disposed.</summary>
    public async Task<HeldLock> HoldAsync(string sql)
    {
        var connection = await DataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"begin; {sql}", connection);
        await command.ExecuteNonQueryAsync();
        return new HeldLock(connection);
    }

    /// <summary>From now on services get no connection beyond that many; those that there are stay. The test's own are not limited.</summary>
    public Task LimitConnectionsAsync(int most) => ExecuteAsync(
        $"do $$ begin execute format('alter database %I connection limit {most}', current_database()); end $$");

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await _drop();
    }

    private NpgsqlCommand Command(string sql, object[] parameters)
    {
        var command = DataSource.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command;
    }
}
