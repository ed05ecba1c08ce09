using System.Diagnostics;
using System.Globalization;

using Analytics.Machine.Processes;

using CliWrap;
using CliWrap.Buffered;

namespace Analytics.EmbeddedPostgres.Processes;

/// <summary>
/// Builds the command lines of the server's programs. As root on Linux they run as an unprivileged user, and get the
/// cluster as an inherited open directory (/proc/self/fd/9): so the data may lie below directories, such as a root's
/// home, that this user cannot enter.
/// </summary>
internal sealed class Launcher
{
    private const string InheritCluster = "exec 9<\"$1\"; cd /; shift; exec \"$@\"";

    private readonly string _cluster;
    private readonly SystemUser? _user;
    private readonly bool _deathSignal;

    private Launcher(string cluster, SystemUser? user, bool deathSignal)
    {
        _cluster = cluster;
        _user = user;
        _deathSignal = deathSignal;
    }

    public SystemUser? User => _user;

    /// <summary>The cluster's directory as the programs are told it.</summary>
    public string ClusterArgument => _user is null ? _cluster : "/proc/self/fd/9";

    public static async Task<Launcher> CreateAsync(string cluster, CancellationToken cancellationToken)
    {
        var user = await SystemUser.ChooseAsync(cluster, cancellationToken);
        var deathSignal = OperatingSystem.IsLinux()
            && await SucceedsAsync("setpriv", ["--pdeathsig", "INT", "true"], cancellationToken)
            && await SucceedsAsync("setsid", ["true"], cancellationToken);
        if (user is not null
            && !await SucceedsAsync("setpriv", ["--reuid", "0", "--regid", "0", "--clear-groups", "true"], cancellationToken))
        {
            throw new EmbeddedPostgresException(
                "PostgreSQL does not run as root, and 'setpriv' (package util-linux), which would run it as another user, " +
                "is missing or may not do so here. Install it, start the program as an ordinary user, or set " +
                "ConnectionStrings:analytics.");
        }

        return new Launcher(cluster, user, deathSignal);
    }

    /// <summary>
    /// The server itself: in a session of its own, so that Ctrl-C reaches the owner alone, which then stops the
    /// server last; and told by the kernel to shut down when the owner dies.
    /// </summary>
    public ProcessStartInfo Server(string program, IEnumerable<string> arguments)
    {
        string[] session = _deathSignal ? ["setsid"] : [];
        string[] death = _deathSignal ? ["--pdeathsig", "INT"] : [];
        string[] command = [.. session, .. Wrap(death), program, .. arguments];
        return new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
            Environment = { ["LC_ALL"] = "C" },
        };
    }

    public async Task<BufferedCommandResult> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        string[] command = [.. Wrap([]), program, .. arguments];
        return await Cli.Wrap(command[0]).WithArguments(command[1..]).WithWorkingDirectory(Path.GetTempPath())
            .WithEnvironmentVariables(e => e.Set("LC_ALL", "C"))
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellationToken);
    }

    /// <summary>Asks the server to stop, and waits until it has or the time is over.</summary>
    public Task<BufferedCommandResult> StopAsync(string pgCtl, string mode, TimeSpan limit, CancellationToken cancellationToken)
    {
        var seconds = Math.Max(1, (int)limit.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return RunAsync(pgCtl, ["stop", "-D", ClusterArgument, "-m", mode, "-w", "-t", seconds], cancellationToken);
    }

    /// <summary>Whether the server's user may run a program where it lies.</summary>
    public async Task<bool> CanRunAsync(string program, CancellationToken cancellationToken) =>
        _user is null || (await RunAsync("test", ["-x", program], cancellationToken)).ExitCode == 0;

    /// <summary>Gives files to the server's user.</summary>
    public async Task HandOverAsync(string path, CancellationToken cancellationToken)
    {
        if (_user is not null)
        {
            await Cli.Wrap("chown").WithArguments(["-R", $"{_user.UserId}:{_user.GroupId}", path])
                .ExecuteBufferedAsync(cancellationToken);
        }
    }

    private IEnumerable<string> Wrap(string[] setPrivOptions)
    {
        if (_user is null)
        {
            return setPrivOptions is [] ? [] : ["setpriv", .. setPrivOptions];
        }

        return
        [
            "/bin/sh", "-c", InheritCluster, "sh", _cluster,
            "setpriv", $"--reuid={_user.UserId}", $"--regid={_user.GroupId}", "--clear-groups", .. setPrivOptions,
        ];
    }

    private static Task<bool> SucceedsAsync(string program, string[] arguments, CancellationToken cancellationToken) =>
        ProgramCheck.SucceedsAsync(program, arguments, limit: null, cancellationToken);
}
