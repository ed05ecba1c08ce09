using System.Net;
using System.Net.Sockets;

using Analytics.EmbeddedPostgres.Clusters;
using Analytics.EmbeddedPostgres.Installations;
using Analytics.EmbeddedPostgres.Processes;
using Analytics.Machine.Processes;

namespace Analytics.EmbeddedPostgres;

/// <summary>Starts, restarts and stops the server's process on one port.</summary>
internal sealed class ServerProcess(
    EmbeddedPostgresOptions options, DataDirectory data, PostgresInstallation installation, Launcher launcher)
    : IAsyncDisposable
{
    /// <summary>How long the system may take to clear a killed process away.</summary>
    public static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    /// <summary>What it said last is why it ended; what it started lives on for a moment, and may keep its output open.</summary>
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);

    private RunDirectory? _run;
    private OwnedProcess? _process;
    private bool _listened;

    public PostgresInstallation Installation => installation;

    public int Port { get; private set; }

    public int ProcessId => _process?.Id ?? 0;

    public Task Exited => _process?.Completion ?? Task.CompletedTask;

    /// <summary>The last lines that it wrote, for error messages.</summary>
    public string Output => string.Join('\n', _process?.Errors ?? []);

    /// <summary>How often a start that takes long says so.</summary>
    private TimeSpan ReportInterval => options.StartTimeout / 6;

    /// <summary>Returns when the server accepts connections.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_run is null || !Directory.Exists(_run.Path))
        {
            // It lies among temporary files, which a cleaner of the machine may remove.
            _run = await RunDirectory.ReplaceAsync(data.RunRecord, cancellationToken);
        }

        await launcher.HandOverAsync(_run.Path, cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.StartTimeout);
        try
        {
            while (!await TryStartAsync(limit))
            {
                await Task.Delay(RetryInterval, limit.Token);
            }

            _listened = true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL did not come to life in '{data.Cluster}' within {options.StartTimeout}. Its last lines: {Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var mode in options.Throwaway ? ["immediate"] : new[] { "fast", "immediate" })
        {
            if (Exited.IsCompleted)
            {
                break;
            }

            await launcher.StopAsync(installation.PgCtl, mode, options.StopTimeout, CancellationToken.None);
        }

        if (!Exited.IsCompleted)
        {
            // The last way, which a frozen one cannot withstand either; what was committed is in its log.
            _process?.Kill();
            await Task.WhenAny(Exited, Task.Delay(KillLimit));
        }

        _run?.Dispose();
    }

    /// <summary>The limit begins anew as long as the server says that it is on its way.</summary>
    private async Task<bool> TryStartAsync(CancellationTokenSource limit)
    {
        if (!_listened)
        {
            Port = options.Port ?? FreePort();
        }

        _process = await OwnedProcess.StartAsync(
            launcher.Server(installation.Postgres, Arguments()), options.Logger.ServerLine, options.Logger.ServerLine, OutputGrace);
        _process.CloseInput();
        var start = TimeProvider.System.GetTimestamp();
        var report = ReportInterval;
        while (!_process.Completion.IsCompleted)
        {
            var pidFile = PidFile.Read(data.PidFile);
            if (pidFile?.ProcessId == _process.Id)
            {
                if (pidFile.IsReady)
                {
                    return true;
                }

                if (pidFile.IsStarting)
                {
                    limit.CancelAfter(options.StartTimeout);
                }
            }

            var elapsed = TimeProvider.System.GetElapsedTime(start);
            if (elapsed >= report)
            {
                options.Logger.StillStarting(elapsed, Output);
                report += ReportInterval;
            }

            await Task.WhenAny(_process.Completion, Task.Delay(PollInterval, limit.Token));
            limit.Token.ThrowIfCancellationRequested();
        }

        var portTaken = Output.Contains("Address already in use", StringComparison.Ordinal);
        if (portTaken && options.Port is { } port && !_listened)
        {
            throw new EmbeddedPostgresException(
                $"Port {port} of 127.0.0.1 is in use. Stop what uses it, or choose another port for PostgreSQL.");
        }

        // The children of a server that was killed hold its memory for a moment.
        var oldOneLingers = Output.Contains("still in use", StringComparison.Ordinal)
            || Output.Contains("already exists", StringComparison.Ordinal);
        return portTaken || oldOneLingers
            ? false
            : throw new EmbeddedPostgresException(
                $"PostgreSQL ({installation.Postgres}) did not start in '{data.Cluster}': {Output}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private IEnumerable<string> Arguments()
    {
        var sockets = OperatingSystem.IsWindows() ? "" : _run?.Path;
        List<string> settings =
        [
            $"port={Port}", "listen_addresses=127.0.0.1", $"unix_socket_directories={sockets}",
            $"max_connections={options.MaxConnections}", $"shared_buffers={options.SharedBuffersMegabytes}MB",
            "lc_messages=C", "logging_collector=off", "log_destination=stderr",
        ];
        if (options.Throwaway)
        {
            settings.AddRange(["fsync=off", "full_page_writes=off", "max_wal_size=256MB", "autovacuum_naptime=10min"]);
        }

        return ["-D", launcher.ClusterArgument, .. settings.SelectMany(setting => new[] { "-c", setting })];
    }
}
