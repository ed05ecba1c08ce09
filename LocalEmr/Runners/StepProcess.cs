using System.Diagnostics;
using System.Globalization;

using Analytics.LocalEmr.Logs;
using Analytics.Machine.Processes;

namespace Analytics.LocalEmr.Runners;

/// <summary>
/// A step's program in a session of its own, which outlives LocalEmr: it writes to files, and leaves its exit code in one.
/// </summary>
internal static class StepProcess
{
    /// <summary>
    /// The file "pid", which holds <see cref="ProcessIdentity.Of"/> too where the system tells it, is made once or not at all
    /// (noclobber), here or by whoever finds the step not started: so it runs at most once.
    /// Signals are the program's to answer; the shell waits for its exit code. It lets go of LocalEmr's own output first, which else
    /// would not end with LocalEmr.
    /// </summary>
    private const string Wrapper = """
        exec < /dev/null > /dev/null 2>&1
        folder=$1
        shift
        identity() {
            read -r stat < /proc/$$/stat || return
            set -- ${stat##*) }
            shift 19
            echo "$1 $(cat /proc/sys/kernel/random/boot_id) $(readlink /proc/self/ns/pid)"
        }
        identity=$(identity)
        set -C
        echo "$$ $identity" > "$folder/pid" || exit 0
        set +C
        trap : TERM INT HUP
        cd "$folder/work" || exit 1
        "$@" >> "$folder/stdout" 2>> "$folder/stderr"
        echo $? > "$folder/exit.new"
        mv "$folder/exit.new" "$folder/exit"
        """;

    /// <param name="niceness">How far it stands back behind other programs: 0 to 19.</param>
    public static int Start(
        StepFolder folder, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, int niceness)
    {
        var start = new ProcessStartInfo(
            "setsid",
            ["nice", "-n", niceness.ToString(CultureInfo.InvariantCulture), "/bin/sh", "-c", Wrapper, "step", folder.Path, .. command])
        {
            UseShellExecute = false,
            WorkingDirectory = folder.Path,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // Not disposed of at once: the runtime reaps a child only while it knows it.
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => process.Dispose();
        process.Start();
        return process.Id;
    }

    /// <summary>The id of the step's process; null where it was never started, and never will be.</summary>
    public static async Task<int?> FindAsync(StepFolder folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = folder.In("pid");
        try
        {
            await using var claim = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await claim.WriteAsync("0"u8.ToArray(), cancellationToken);
            return null;
        }
        catch (IOException) when (File.Exists(path))
        {
            // It was started; between making the file and writing into it lies a moment.
            for (var attempt = 0; attempt < 50; attempt++)
            {
                if (ReadNumber(path) is { } process)
                {
                    return process == 0 ? null : process;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
            }

            return null;
        }
    }

    public static int? ExitCode(StepFolder folder) => ReadNumber(folder.In("exit"));

    /// <summary>Whether the step's process lives.</summary>
    public static bool IsAlive(StepFolder folder, int process) =>
        ProcessIdentity.IsAlive(process, folder.Path) && MayBeSteps(folder, process);

    /// <summary>Signals all that the step has started, and nothing else: its id may be another program's by now.</summary>
    public static void Signal(StepFolder folder, int process, bool force)
    {
        if (!MayBeSteps(folder, process))
        {
            return;
        }

        if (force)
        {
            ProcessSessions.Kill(process);
        }
        else
        {
            ProcessSessions.Terminate(process);
        }
    }

    /// <summary>Whether the id, and a session that has it as its own, are still the step's.</summary>
    private static bool MayBeSteps(StepFolder folder, int process) => !OperatingSystem.IsLinux()
        || (ReadWords(folder.In("pid")) is [_, .. [_, _, _] identity]
            ? ProcessIdentity.IsStill(process, string.Join(' ', identity))
            // Not written yet, or by a version that did not; the command line tells.
            : ProcessIdentity.IsAlive(process, folder.Path));

    private static int? ReadNumber(string path) =>
        ReadWords(path) is [var first, ..] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string[] ReadWords(string path)
    {
        try
        {
            return File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }
}
