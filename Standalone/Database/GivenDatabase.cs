using System.Net.Sockets;
using Analytics.Database;
using Npgsql;

namespace Analytics.Standalone.Database;

/// <summary>
/// Looks once at the database that was given, before the services wait for it in patience: a person at a console wants to know
/// at once. The password is never in what it says.
/// </summary>
internal static class GivenDatabase
{
    /// <summary>Why it cannot be used; null when it can.</summary>
    public static async Task<string?> FaultOfAsync(
        string connectionString, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder given;
        try
        {
            given = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5 };
        }
        catch (ArgumentException)
        {
            // The exception's text may quote the password.
            return "The connection string (--connection-string, ConnectionStrings:analytics) cannot be read. Write it as in "
                + "'Host=localhost;Database=analytics;Username=…;Password=…'.";
        }

        if (string.IsNullOrEmpty(given.Host))
        {
            return "The connection string (--connection-string, ConnectionStrings:analytics) names no Host.";
        }

        try
        {
            await Transient.RetryAsync(token => OpenAsync(given.ConnectionString, token), time, patience, cancellationToken);
            return null;
        }
        catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException)
        {
            return $"The database '{given.Database}' on {given.Host}:{given.Port} cannot be used as '{given.Username}': {fault.Message} "
                + "Check that the server runs there, and host, port, database, user and password of --connection-string; "
                + "without it the platform starts its own PostgreSQL.";
        }
    }

    private static async Task OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
    }
}
