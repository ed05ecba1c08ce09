using Analytics.EmbeddedPostgres.Clusters;
using Analytics.EmbeddedPostgres.Installations;
using Analytics.EmbeddedPostgres.Processes;

using Npgsql;

namespace Analytics.EmbeddedPostgres;

/// <summary>
/// A PostgreSQL server that belongs to this process: it listens on 127.0.0.1 alone, has a random password, is started
/// again when it dies, and ends with its owner.
/// </summary>
public sealed class EmbeddedPostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);

    private readonly EmbeddedPostgresOptions _options;
    private readonly DataDirectory _data;
    private readonly ServerProcess _server;
    private readonly CancellationTokenSource _stopping = new();
    private Task _supervision = Task.CompletedTask;
    private bool _disposed;

    private EmbeddedPostgresServer(
        EmbeddedPostgresOptions options, DataDirectory data, ServerProcess server, string password)
    {
        _options = options;
        _data = data;
        _server = server;
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Username = DataCluster.SuperUser,
            Password = password,
            Database = options.Database,
        }.ConnectionString;
    }

    /// <summary>
    /// Connects to <see cref="EmbeddedPostgresOptions.Database"/> as the cluster's superuser; holds the password.
    /// </summary>
    public string ConnectionString { get; }

    /// <summary>Where its cluster lies.</summary>
    public string Folder => _data.Root;

    public int Port => _server.Port;

    /// <summary>The server's main process; another one after it died and was started again.</summary>
    public int ProcessId => _server.ProcessId;

    public Version Version => _server.Installation.Version;

    /// <summary>Where the server's programs lie.</summary>
    public string BinDirectory => _server.Installation.BinDirectory;

    /// <exception cref="EmbeddedPostgresException">No PostgreSQL was found, or it did not start.</exception>
    public static async Task<EmbeddedPostgresServer> StartAsync(
        EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var data = DataDirectory.Open(options.DataDirectory);
        ServerProcess? server = null;
        EmbeddedPostgresServer? embedded = null;
        var isUp = false;
        try
        {
            DataDirectory.CreatePrivate(data.Cluster);
            var launcher = await Launcher.CreateAsync(data.Cluster, cancellationToken);
            var installation = await InstallationChooser.ChooseAsync(data, launcher, options.Source, cancellationToken);
            await OrphanServer.StopAsync(data, installation, launcher, options, cancellationToken);
            var password = await DataCluster.EnsureAsync(data, installation, launcher, options, cancellationToken);
            server = new ServerProcess(options, data, installation, launcher);
            await server.StartAsync(cancellationToken);
            embedded = new EmbeddedPostgresServer(options, data, server, password);
            embedded._supervision = embedded.SuperviseAsync();
            await embedded.EnsureDatabaseAsync(cancellationToken);
            options.Logger.Listening(installation.Version, installation.BinDirectory, server.Port);
            isUp = true;
            return embedded;
        }
        finally
        {
            if (!isUp && embedded is not null)
            {
                await embedded.DisposeAsync();
            }
            else if (!isUp)
            {
                await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
                data.Dispose();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _stopping.CancelAsync();
        try
        {
            await _supervision;
            await _server.DisposeAsync();
            if (_options.Throwaway)
            {
                _data.Delete();
            }
        }
        finally
        {
            _data.Dispose();
            _stopping.Dispose();
        }
    }

    /// <summary>A server that dies meanwhile is started again by the supervision, and asked again.</summary>
    private async Task EnsureDatabaseAsync(CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await CreateDatabaseAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException fault) when (IsAway(fault))
            {
                if (TimeProvider.System.GetElapsedTime(start) > _options.StartTimeout)
                {
                    throw new EmbeddedPostgresException(
                        $"PostgreSQL in '{_data.Cluster}' started and was lost again: {fault.Message} "
                        + $"Its last lines: {_server.Output}", fault);
                }

                await Task.Delay(RetryInterval, cancellationToken);
            }
        }
    }

    /// <summary>Killed, stopping, or starting again.</summary>
    private static bool IsAway(NpgsqlException fault) => fault is not PostgresException postgres || postgres.SqlState is
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow;

    private async Task CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection)
        {
            Parameters = { new() { Value = _options.Database } },
        };
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            // A database's name cannot be a parameter; quoting doubles its quotes.
            var name = _options.Database.Replace("\"", "\"\"", StringComparison.Ordinal);
            await using var create = new NpgsqlCommand($"create database \"{name}\"", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task SuperviseAsync()
    {
        while (true)
        {
            try
            {
                await _server.Exited.WaitAsync(_stopping.Token);
                _options.Logger.Restarting(_server.Output);
                await _server.StartAsync(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever it was, a full disk or a folder that somebody removed: without the next attempt there is no database.
                _options.Logger.RestartFailed(exception, RestartDelay);
                await Task.Delay(RestartDelay, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
