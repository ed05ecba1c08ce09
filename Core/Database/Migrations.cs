using System.Data;
using System.Reflection;

using Analytics.Database.Charts;

using DbUp;
using DbUp.Postgresql;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Database;

/// <summary>
/// Brings the database to this build's tables: the numbered files of <c>Database/Migrations</c>, each in a transaction with its entry
/// in <c>platform.migration</c>. Services that start together wait for one another on an advisory lock, which ends with its holder.
/// </summary>
public sealed class Migrations(
    IOptions<DatabaseOptions> options, NpgsqlDataSource dataSource, TimeProvider time, ILogger<Migrations> logger)
{
    /// <summary>Any number that nothing else in this database locks; it spells "migrate" in ASCII.</summary>
    internal const long AdvisoryLock = 0x6D696772617465;

    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AwaitPoll = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Waits for the database and for the lock, then runs what is missing. Returns the names of the files that it ran.
    /// </summary>
    /// <exception cref="MigrationException">A file failed, or the lock was not had in time.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(CancellationToken cancellationToken)
    {
        var applied = await RetryAsync(ApplyOnceAsync, cancellationToken);
        logger.Migrated(applied.Count == 0 ? "none" : Names(applied));
        return applied;
    }

    /// <summary>Waits until another has run this build's migrations; later ones do no harm.</summary>
    /// <exception cref="MigrationException">They were not run in time.</exception>
    public async Task AwaitAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var isFirst = true; await RetryAsync(MissingAsync, cancellationToken) is { Count: > 0 } missing; isFirst = false)
        {
            if (time.GetElapsedTime(start) > options.Value.MigrationTimeout)
            {
                throw new MigrationException(
                    $"After {options.Value.MigrationTimeout} the database still lacks {Names(missing)}. Run the Migrator of this build as the " +
                    "database's owner, or let this service migrate (Database:Migrate). Database:MigrationTimeout sets how long to wait.");
            }

            if (isFirst)
            {
                logger.MigrationsAwaited(Names(missing));
            }

            await Task.Delay(AwaitPoll, time, cancellationToken);
        }
    }

    private Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken) =>
        Transient.RetryAsync(
            operation, time, options.Value.MigrationTimeout, cancellationToken,
            (exception, delay) => logger.DatabaseAwaited(exception.Message, delay));

    private async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellationToken)
    {
        var needed = Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(IsMigration);
        try
        {
            await using var read = dataSource.CreateCommand("select array_agg(scriptname) from platform.migration");
            return [.. needed.Except(await read.ExecuteScalarAsync(cancellationToken) as string[] ?? []).Order(StringComparer.Ordinal)];
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable
            or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.InsufficientPrivilege)
        {
            // Nothing is there yet, not even this role's right to look.
            return [.. needed.Order(StringComparer.Ordinal)];
        }
    }

    private async Task<IReadOnlyList<string>> ApplyOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await LockAsync(connection, cancellationToken);
        try
        {
            // The journal is a table of this schema, and DbUp makes it before the first file runs.
            await using var schema = new NpgsqlCommand("create schema if not exists platform", connection);
            await schema.ExecuteNonQueryAsync(cancellationToken);

            // DbUp is synchronous; the files of a first start take well under a second.
            var applied = await Task.Run(Upgrade, cancellationToken);
            await new ChartLoginSetup(options.Value.Authentication, logger).EnsureAsync(connection, cancellationToken);
            return applied;
        }
        finally
        {
            await UnlockAsync(connection);
        }
    }

    private static async Task UnlockAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var unlock = new NpgsqlCommand("select pg_advisory_unlock($1)", connection)
            {
                Parameters = { new() { Value = AdvisoryLock } },
            };
            await unlock.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception exception) when (Transient.IsTransient(exception) || connection.State is not ConnectionState.Open)
        {
            // The lock went with the connection; what broke it is the fault to be told.
        }
    }

    private async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        await using var tryLock = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = AdvisoryLock } } };

        // Polled, not awaited in the server: a statement that waits holds a snapshot, and the server would not see a client that left.
        while (await tryLock.ExecuteScalarAsync(cancellationToken) is not true)
        {
            if (time.GetElapsedTime(start) > options.Value.MigrationTimeout)
            {
                throw new MigrationException(
                    $"Another service has been migrating the database for more than {options.Value.MigrationTimeout}. See its log, or who " +
                    "holds the advisory lock in pg_locks; Database:MigrationTimeout sets how long to wait.");
            }

            await Task.Delay(LockPoll, time, cancellationToken);
        }
    }

    private IReadOnlyList<string> Upgrade()
    {
        var connections = new PostgresqlConnectionManager(dataSource);
        var result = DeployChanges.To.PostgresqlDatabase(connections)
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), IsMigration)
            .WithScriptNameComparer(StringComparer.Ordinal)
            .JournalToPostgresqlTable("platform", "migration")
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogTo(new MigrationLog(logger))
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            if (Transient.IsTransient(result.Error))
            {
                throw result.Error;
            }

            throw new MigrationException(
                $"The migration '{result.ErrorScript?.Name}' failed and was rolled back: {result.Error.Message}", result.Error);
        }

        return [.. result.Scripts.Select(script => script.Name)];
    }

    private static string Names(IEnumerable<string> resources) =>
        string.Join(", ", resources.Select(resource => resource[(typeof(Migrations).Namespace + ".Migrations.").Length..]));

    private static bool IsMigration(string resource) =>
        resource.StartsWith($"{typeof(Migrations).Namespace}.Migrations.", StringComparison.Ordinal)
        && resource.EndsWith(".sql", StringComparison.Ordinal);
}
