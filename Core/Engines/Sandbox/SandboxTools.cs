using Analytics.Machine.Processes;

namespace Analytics.Engines.Sandbox;

/// <summary>The programs of util-linux that this machine has and that this user may use; looked for once.</summary>
/// <param name="SetSid">Starts the child in a session and process group of its own.</param>
/// <param name="Network">Takes the network away: the command's first words; empty where it cannot be.</param>
/// <param name="PrLimit">Sets the kernel's limits.</param>
/// <param name="SetPriv">Forbids new privileges and ties the child's life to its owner's.</param>
/// <param name="ChangesUser">Whether the child can run as another user, which takes root.</param>
/// <param name="Landlock">The kernel's version of Landlock; 0 where a child cannot be kept from files by it.</param>
internal sealed record SandboxTools(
    string? SetSid, IReadOnlyList<string> Network, string? PrLimit, string? SetPriv, bool ChangesUser, int Landlock)
{
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    /// <summary>What the machine cannot do, for a warning; empty where everything is in place.</summary>
    public IReadOnlyList<string> Missing { get; private init; } = [];

    /// <summary>The walls that stand, for people.</summary>
    public string Standing
    {
        get
        {
            List<string> walls = [];
            AddIf(ChangesUser, "another user");
            AddIf(Network.Count > 0, "a network namespace of its own");
            AddIf(Landlock > 0, $"Landlock (version {Landlock})");
            AddIf(PrLimit is not null, "the kernel's limits");
            AddIf(SetPriv is not null, "no new privileges");
            return walls.Count == 0 ? "none" : string.Join(", ", walls);

            void AddIf(bool stands, string wall)
            {
                if (stands)
                {
                    walls.Add(wall);
                }
            }
        }
    }

    public static async Task<SandboxTools> FindAsync(int userId, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new SandboxTools(null, [], null, null, false, 0)
            {
                Missing =
                [
                    "only on Linux can the network, the user's rights and the kernel's limits be taken away; "
                    + "time, memory and disk are watched",
                ],
            };
        }

        var setSid = await UsableAsync("setsid", [], cancellationToken);
        var prLimit = await UsableAsync("prlimit", ["--nofile=256", "--core=0"], cancellationToken);
        var setPriv = await UsableAsync("setpriv", ["--no-new-privs", "--pdeathsig", "KILL"], cancellationToken);
        var unshare = await UsableAsync("unshare", ["-n"], cancellationToken);
        var mapped = unshare is null ? await UsableAsync("unshare", ["-c", "-n"], cancellationToken) : null;
        var changesUser = Environment.IsPrivilegedProcess && await UsableAsync(
            "setpriv", [$"--reuid={userId}", $"--regid={userId}", "--clear-groups", "--no-new-privs", "--pdeathsig", "KILL"],
            cancellationToken) is not null;
        var landlock = Sandbox.Landlock.Version;
        var missing = new List<string>();
        AddIf(setSid is null, "'setsid' cannot be used: a child shares its owner's process group");
        AddIf(prLimit is null, "'prlimit' cannot be used: memory, CPU time and disk are watched, not capped by the kernel");
        AddIf(setPriv is null, "'setpriv' cannot be used: a child may gain privileges");
        AddIf(unshare is null && mapped is null, "'unshare -n' cannot be used: a child has the network");
        AddIf(Environment.IsPrivilegedProcess && !changesUser, "the child cannot be given another user: it runs as root");
        AddIf(landlock == 0 && !changesUser,
            "there is neither Landlock (Linux 5.13 or newer) nor root, who gives a child another user: "
            + "a child may read what the service may");
        return new SandboxTools(
            setSid, unshare is not null ? [unshare, "-n"] : mapped is not null ? [mapped, "-c", "-n"] : [], prLimit, setPriv, changesUser,
            landlock)
        {
            Missing = missing,
        };

        void AddIf(bool holds, string text)
        {
            if (holds)
            {
                missing.Add(text);
            }
        }
    }

    /// <summary>The program's path, when it can start another program with these options here.</summary>
    private static async Task<string?> UsableAsync(string program, string[] options, CancellationToken cancellationToken)
    {
        var path = Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        return path is not null && await ProgramCheck.SucceedsAsync(path, [.. options, "true"], limit: null, cancellationToken)
            ? path
            : null;
    }
}
