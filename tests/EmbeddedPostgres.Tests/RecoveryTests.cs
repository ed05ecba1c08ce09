using Analytics.EmbeddedPostgres.Clusters;
using Analytics.EmbeddedPostgres.Processes;
using Analytics.Fixtures;
using Analytics.TestWorker;

namespace Analytics.EmbeddedPostgres.Tests;

public sealed class RecoveryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_KilledWhileItsOwnerLives_IsStartedAgainOnItsPort()
    {
        using var scratch = new ScratchFolder();
        await using var server = await Servers.StartAsync(scratch);
        await Servers.ScalarAsync(server.ConnectionString, "create table kept as select 42 as value");
        var killed = server.ProcessId;

        await Signal.SendAsync(killed, "KILL");

        await Eventually.TrueAsync(() => server.ProcessId != killed);
        await Eventually.TrueAsync(async () => await KeptValueAsync(server.ConnectionString) is 42);
    }

    [Fact]
    public async Task Owner_Killed_ServerEndsAndNextStartHasWhatWasAcknowledged()
    {
        using var scratch = new ScratchFolder();
        int serverProcess;
        await using (var owner = ChildProcess.StartAssembly(typeof(ResultJob).Assembly.Location, ["postgres", scratch.File("data")]))
        {
            serverProcess = int.Parse((await owner.WaitForAsync("process ")).Split(' ')[1]);
            var connectionString = (await owner.WaitForAsync("ready "))["ready ".Length..];
            await Servers.ScalarAsync(connectionString, "create table kept as select 42 as value");
            await owner.SignalAsync("KILL");
            await owner.WaitForExitAsync();
        }

        // At once: the old server may still be shutting down, or already be gone.
        await using var server = await Servers.StartAsync(scratch);

        Assert.Equal(42, await KeptValueAsync(server.ConnectionString));
        await Eventually.TrueAsync(() => !RunningProcess.Exists(serverProcess));
    }

    [Fact]
    public async Task Owner_Terminated_EndsItsServerToo()
    {
        using var scratch = new ScratchFolder();
        await using var owner = ChildProcess.StartAssembly(typeof(ResultJob).Assembly.Location, ["postgres", scratch.File("data")]);
        var serverProcess = int.Parse((await owner.WaitForAsync("process ")).Split(' ')[1]);
        await owner.WaitForAsync("ready ");

        await owner.SignalAsync("TERM");

        Assert.Equal(0, await owner.WaitForExitAsync());
        Assert.False(RunningProcess.Exists(serverProcess));
    }

    [Fact]
    public async Task StartAsync_ServerThatOutlivedItsOwner_IsReplaced()
    {
        using var scratch = new ScratchFolder();
        var orphanProcess = await StartOrphanAsync(scratch);

        await using var server = await Servers.StartAsync(scratch);

        Assert.False(RunningProcess.Exists(orphanProcess));
        Assert.Equal(42, await KeptValueAsync(server.ConnectionString));
    }

    [Fact]
    public async Task StartAsync_DataDirectoryThroughALink_ReplacesTheOrphan()
    {
        using var scratch = new ScratchFolder();
        var orphanProcess = await StartOrphanAsync(scratch);
        Directory.CreateSymbolicLink(scratch.File("link"), scratch.Path);
        var options = Servers.Options(scratch, data: "link/data");

        await using var server = await EmbeddedPostgresServer.StartAsync(options, Token);

        Assert.False(RunningProcess.Exists(orphanProcess));
        Assert.Equal(42, await KeptValueAsync(server.ConnectionString));
    }

    [Fact]
    public async Task StartAsync_OrphanFrozen_IsEnded()
    {
        using var scratch = new ScratchFolder();
        var orphanProcess = await StartOrphanAsync(scratch);
        await Signal.SendAsync(orphanProcess, "STOP");
        var options = Servers.Options(scratch, stopTimeout: TimeSpan.FromSeconds(1));

        await using var server = await EmbeddedPostgresServer.StartAsync(options, Token);

        Assert.False(RunningProcess.Exists(orphanProcess));
        Assert.Equal(42, await KeptValueAsync(server.ConnectionString));
    }

    [Fact]
    public async Task StartAsync_RecoveryLongerThanTheTimeout_Waits()
    {
        using var scratch = new ScratchFolder();
        await (await Servers.StartAsync(scratch)).DisposeAsync();
        var cluster = scratch.File("data/cluster");

        // The recovery waits in its first command until the file is there; a command that fails ends the log.
        await File.AppendAllTextAsync(
            Path.Combine(cluster, "postgresql.auto.conf"),
            "restore_command = 'while [ ! -e go-on ]; do sleep 0.05; done; false'\n", Token);
        await File.WriteAllTextAsync(Path.Combine(cluster, "recovery.signal"), "", Token);
        using var log = new ListLogger();
        var options = Servers.Options(scratch, startTimeout: TimeSpan.FromSeconds(6), logger: log);

        var start = EmbeddedPostgresServer.StartAsync(options, Token);
        for (var report = 1; report <= 7; report++)
        {
            // Six of them come within the timeout.
            await log.WaitForAsync("has been starting", start);
        }

        await File.WriteAllTextAsync(Path.Combine(cluster, "go-on"), "", Token);

        await using var server = await start;
        Assert.Equal(1, await Servers.ScalarAsync(server.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Server_KilledAfterItsRunDirectoryWasRemoved_IsStartedAgain()
    {
        using var scratch = new ScratchFolder();
        await using var server = await Servers.StartAsync(scratch);
        var killed = server.ProcessId;
        Directory.Delete(await File.ReadAllTextAsync(scratch.File("data/run"), Token), recursive: true);

        await Signal.SendAsync(killed, "KILL");

        await Eventually.TrueAsync(() => server.ProcessId != killed);
        await Eventually.TrueAsync(async () => await AnswersAsync(server.ConnectionString));
    }

    [Fact]
    public async Task StartAsync_StalePidFileThatNamesAnotherProgram_LeavesThatAloneAndStarts()
    {
        using var scratch = new ScratchFolder();
        await (await Servers.StartAsync(scratch)).DisposeAsync();
        var stale = scratch.File("data/cluster/postmaster.pid");
        await File.WriteAllTextAsync(stale, $"{Environment.ProcessId}\n/elsewhere\n1\n1\n\n127.0.0.1\n1 1\nready\n", Token);

        await using var server = await Servers.StartAsync(scratch);

        Assert.Equal(1, await Servers.ScalarAsync(server.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task StartAsync_ClusterWhoseMakingWasCutOff_IsMadeAnew()
    {
        using var scratch = new ScratchFolder();
        Directory.CreateDirectory(scratch.File("data/cluster"));
        await File.WriteAllTextAsync(scratch.File("data/cluster/PG_VERSION"), "15\n", Token);
        await File.WriteAllTextAsync(scratch.File("data/initializing"), "", Token);

        await using var server = await Servers.StartAsync(scratch);

        Assert.Equal(1, await Servers.ScalarAsync(server.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task StartAsync_ClusterOfVersionThatIsNotThere_SaysWhichOne()
    {
        using var scratch = new ScratchFolder();
        Directory.CreateDirectory(scratch.File("data/cluster"));
        await File.WriteAllTextAsync(scratch.File("data/cluster/PG_VERSION"), "14\n", Token);

        var exception = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => Servers.StartAsync(scratch));

        Assert.Contains("belongs to PostgreSQL 14, which was not found", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_PasswordFileGone_SaysSoAndTouchesNothing()
    {
        using var scratch = new ScratchFolder();
        await (await Servers.StartAsync(scratch)).DisposeAsync();
        File.Delete(scratch.File("data/password"));

        var exception = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => Servers.StartAsync(scratch));

        Assert.Contains("data/password' does not exist", exception.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(scratch.File("data/cluster/PG_VERSION")));
    }

    /// <summary>A server without an owner, which keeps the value 42; returns its process.</summary>
    private static async Task<int> StartOrphanAsync(ScratchFolder scratch)
    {
        string bin;
        await using (var first = await Servers.StartAsync(scratch))
        {
            await Servers.ScalarAsync(first.ConnectionString, "create table kept as select 42 as value");
            bin = first.BinDirectory;
        }

        var cluster = scratch.File("data/cluster");
        var launcher = await Launcher.CreateAsync(cluster, Token);
        var orphan = await launcher.RunAsync(
            Path.Combine(bin, "pg_ctl"),
            [
                "start", "-w", "-D", launcher.ClusterArgument, "-l", $"{launcher.ClusterArgument}/orphan.log",
                "-o", $"-c listen_addresses= -c unix_socket_directories={launcher.ClusterArgument}",
            ],
            Token);
        Assert.True(orphan.ExitCode == 0, orphan.StandardOutput + orphan.StandardError);
        return Assert.IsType<PidFile>(PidFile.Read(Path.Combine(cluster, "postmaster.pid"))).ProcessId;
    }

    private static async Task<bool> AnswersAsync(string connectionString)
    {
        try
        {
            return await Servers.ScalarAsync(connectionString, "select 1") is 1;
        }
        catch (Npgsql.NpgsqlException)
        {
            // Not up yet.
            return false;
        }
    }

    private static async Task<object?> KeptValueAsync(string connectionString)
    {
        try
        {
            return await Servers.ScalarAsync(connectionString, "select value from kept");
        }
        catch (Npgsql.NpgsqlException)
        {
            // Not up yet.
            return null;
        }
    }
}
