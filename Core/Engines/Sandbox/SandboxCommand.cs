using System.Diagnostics;
using System.Globalization;

namespace Analytics.Engines.Sandbox;

/// <summary>
/// The child's command line: each program takes something away and then becomes the next, so that all of it is one process.
/// </summary>
internal static class SandboxCommand
{
    /// <summary>The runtime and the engine reserve address space that they never touch.</summary>
    private const long ReservedBytes = 3L << 30;

    private const int OpenFiles = 4_096;

    /// <summary>Has the engine's program put up walls and then become the command that follows.</summary>
    private const string WallsArgument = "--walls";

    /// <param name="tools">What the machine offers.</param>
    /// <param name="program">The engine.</param>
    /// <param name="limits">The task's limits; those of time stand a little above what the watch enforces, which names them better.</param>
    /// <param name="userId">The user to become; null to stay who we are, without capabilities.</param>
    /// <param name="scratch">The only folder that the child may write.</param>
    /// <param name="rules">The file of what it reaches besides; null where there is no Landlock.</param>
    public static ProcessStartInfo Build(
        SandboxTools tools, EngineProgram program, SandboxLimits limits, int? userId, string scratch, string? rules)
    {
        List<string> words = [];
        if (tools.SetSid is { } setSid)
        {
            words.Add(setSid);
        }

        words.AddRange(tools.Network);
        if (tools.PrLimit is { } prLimit)
        {
            var cpu = (long)Math.Ceiling(limits.CpuTime.TotalSeconds) + 2;
            words.AddRange([
                prLimit, $"--as={(2 * limits.MemoryBytes) + ReservedBytes}", $"--cpu={cpu}:{cpu + 2}",
                $"--fsize={limits.DiskBytes + (64L << 20)}", $"--nofile={OpenFiles}", "--core=0",
            ]);
            if (limits.IsMemoryHard)
            {
                words.Add($"--data={limits.MemoryBytes + limits.MemoryMarginBytes}");
            }
        }

        if (tools.SetPriv is { } setPriv)
        {
            words.AddRange([setPriv, "--no-new-privs", "--pdeathsig", "KILL"]);
            words.AddRange(userId is { } user
                ? [$"--reuid={user}", $"--regid={user}", "--clear-groups"]
                : Environment.IsPrivilegedProcess ? ["--bounding-set=-all", "--inh-caps=-all"] : []);
        }

        string[] engine = [program.Host, "exec", program.Assembly];
        if (rules is not null)
        {
            words.AddRange([.. engine, WallsArgument, rules]);
        }

        words.AddRange(engine);
        var command = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = scratch,
        };
        command.Environment.Clear();
        command.Environment["HOME"] = scratch;
        command.Environment["TMPDIR"] = scratch;
        command.Environment["LANG"] = "C.UTF-8";
        command.Environment["DOTNET_EnableDiagnostics"] = "0";
        command.Environment["DOTNET_TieredPGO"] = "0";
        var heap = limits.IsMemoryHard ? limits.MemoryBytes : Math.Max(limits.MemoryBytes, 256L << 20);
        command.Environment["DOTNET_GCHeapHardLimit"] = "0x" + heap.ToString("x", CultureInfo.InvariantCulture);
        if (limits.IsMemoryHard)
        {
            // Arrow's own allocator takes a gigabyte in advance.
            command.Environment["ARROW_DEFAULT_MEMORY_POOL"] = "system";
        }

        if (OperatingSystem.IsWindows())
        {
            command.Environment["SystemRoot"] = Environment.GetFolderPath(Environment.SpecialFolder.Windows);
        }

        return command;
    }
}
