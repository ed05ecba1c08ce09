using Dapper;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Database.Charts;

/// <summary>
/// The connections of charts: a pool of their own, under a login of their own that may read the schema <c>results</c> and nothing else.
/// Their queries are written by people, so what a query can reach is what the session's own user can: there is no stronger role to go
/// back to.
/// </summary>
public sealed class ChartDatabase(
    IOptions<DatabaseOptions> options,
    [FromKeyedServices(DatabasePools.Pages)] NpgsqlDataSource pages,
    IServiceProvider services) : IAsyncDisposable
{
    private readonly SemaphoreSlim _making = new(1, 1);
    private NpgsqlDataSource? _source;

    /// <summary>Opens a connection; null while charts have no login.</summary>
    /// <exception cref="ChartLoginException">The login that they have may do more than read results.</exception>
    public async Task<NpgsqlConnection?> OpenAsync(CancellationToken cancellationToken)
    {
        var source = Volatile.Read(ref _source) ?? await MakeAsync(cancellationToken);
        return source is null ? null : await source.OpenConnectionAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        _making.Dispose();
    }

    private async Task<NpgsqlDataSource?> MakeAsync(CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            return _source ??= await ConnectionStringAsync(cancellationToken) is { } connection ? Build(connection) : null;
        }
        finally
        {
            _making.Release();
        }
    }

    private async Task<NpgsqlConnectionStringBuilder?> ConnectionStringAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ChartsConnectionString.Length > 0)
        {
            return new NpgsqlConnectionStringBuilder(options.Value.ChartsConnectionString);
        }

        await using var connection = await pages.OpenConnectionAsync(cancellationToken);
        var login = await connection.QuerySingleOrDefaultAsync<ChartLogin>(new CommandDefinition(
            "select role::text as \"Role\", password as \"Password\" from platform.chart_login", cancellationToken: cancellationToken));
        return login is null
            ? null
            : new NpgsqlConnectionStringBuilder(options.Value.ConnectionString)
            {
                Username = login.Role,
                Password = login.Password,
                Passfile = null,
            };
    }

    private NpgsqlDataSource Build(NpgsqlConnectionStringBuilder connection)
    {
        connection.MaxPoolSize = options.Value.MaxChartConnections;
        connection.MinPoolSize = 0;
        // Whatever a query may have left in its session goes with it, and nothing waits long in one that nobody uses.
        connection.NoResetOnClose = false;
        connection.ConnectionIdleLifetime = 60;
        var builder = DatabaseExtensions.CreateBuilder(connection, options.Value, services, "charts");
        builder.UsePhysicalConnectionInitializer(
            _ => throw new NotSupportedException("Charts open their connections asynchronously."), CheckAsync);
        return builder.Build();
    }

    private static async Task CheckAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Sql.Of<ChartDatabase>("StrongerThanCharts"), connection);
        if (await command.ExecuteScalarAsync() is string why)
        {
            throw new ChartLoginException(why);
        }
    }
}
