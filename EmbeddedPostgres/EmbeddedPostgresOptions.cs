using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.EmbeddedPostgres;

/// <summary>What server to start, and where its data lies.</summary>
public sealed class EmbeddedPostgresOptions
{
    /// <summary>Holds the cluster, its password file and the owner's lock; made when it is missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The TCP port on 127.0.0.1; null for any free one.</summary>
    public int? Port { get; init; }

    /// <summary>
    /// The database of <see cref="EmbeddedPostgresServer.ConnectionString"/>; made when it is missing.
    /// </summary>
    public string Database { get; init; } = "analytics";

    /// <summary>
    /// For servers whose data nobody needs after the process: no fsync, small buffers, and the data directory is
    /// deleted at the end.
    /// </summary>
    public bool Throwaway { get; init; }

    public PostgresSource Source { get; init; }

    public int MaxConnections { get; init; } = 100;

    public int SharedBuffersMegabytes { get; init; } = 128;

    /// <summary>
    /// How long the server may take to come to life. What it does then before it accepts connections, recovery after a crash, takes
    /// its own time: it would only take longer at the next attempt.
    /// </summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the server may take to stop before it is stopped in a harder way.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
