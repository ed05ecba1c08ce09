using System.Text;

using Analytics.Machine.Files;

namespace Analytics.Engines.Sandbox;

/// <summary>The files that a child needs: its runtime, its own program, the system's libraries, its inputs, its scratch folder.</summary>
public static class WallRules
{
    private static readonly string[] Libraries = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"];

    private static readonly string[] SystemFiles =
    [
        "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl/openssl.cnf", "/usr/share/zoneinfo", "/usr/share/icu",
        "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/fs/cgroup", "/sys/devices/system",
        "/dev/zero", "/dev/random", "/dev/urandom",
    ];

    private static readonly WalkLimits OneFolder = new() { MaxDepth = 1 };

    internal static IReadOnlyList<WallRule> Of(EngineProgram program, string scratch, IEnumerable<string> reads)
    {
        var own = Path.GetDirectoryName(program.Assembly) ?? "/";
        return
        [
            .. Libraries.Append(Path.GetDirectoryName(program.Host) ?? program.Host).Append(Path.Combine(own, "runtimes"))
                .Select(path => new WallRule(WallRights.Run, path)),

            // Not the folder: a service's settings lie in it too.
            .. new FolderWalk(own, OneFolder).Names().Where(file => file.IsFile && IsCode(file.Name))
                .Select(file => new WallRule(WallRights.Run, file.Path)),
            .. SystemFiles.Concat(reads).Select(path => new WallRule(WallRights.Read, path)),
            new WallRule(WallRights.Write, "/dev/null"),
            new WallRule(WallRights.Write, scratch),
        ];
    }

    /// <summary>Writes the rules into a file, for the child's first half.</summary>
    internal static void Write(string path, IEnumerable<WallRule> rules) =>
        File.WriteAllText(path, string.Concat(rules.Select(rule => $"{rule.Rights} {rule.Path}\0")), new UTF8Encoding(false));

    /// <exception cref="FormatException">The file is not a list of rules.</exception>
    public static IReadOnlyList<WallRule> Read(string path) =>
    [
        .. File.ReadAllText(path).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).Select(words =>
            words.Length == 2 && Enum.TryParse<WallRights>(words[0], out var rights)
                ? new WallRule(rights, words[1])
                : throw new FormatException($"'{path}' is not a list of rules.")),
    ];

    private static bool IsCode(string name) =>
        name.EndsWith(".dll", StringComparison.Ordinal) || name.EndsWith(".so", StringComparison.Ordinal)
        || name.Contains(".so.", StringComparison.Ordinal)
        || name.EndsWith(".deps.json", StringComparison.Ordinal) || name.EndsWith(".runtimeconfig.json", StringComparison.Ordinal);
}
