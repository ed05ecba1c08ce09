using System.Diagnostics;
using System.Globalization;

using Analytics.LocalEmr.Logs;

namespace Analytics.LocalEmr.Runners;

/// <summary>
/// A step's program in a session of its own, which outlives LocalEmr: it writes to files, and leaves its exit code in one.
/// </summary>
internal static class StepProcess
{
    /// <summary>
    /// The file "pid" is made once or not at all (noclobber), here or by whoever finds the step not started: so it runs at most once.
    /// Signals are the program's to answer; the shell waits for its exit code. It lets go of LocalEmr's own output first, which else
    /// would not end with LocalEmr.
    /// </summary>
    private const string Wrapper = """
        exec < /dev/null > /dev/null 2>&1
        folder=$1
        shift
        set -C
        echo $$ > "$folder/pid" || exit 0
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

    private static int? ReadNumber(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
