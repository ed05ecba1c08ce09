using System.Diagnostics;
using System.Globalization;

using Analytics.DuckDb.Verify;
using Analytics.Engines;

namespace Analytics.Cli.Verify;

/// <summary>Runs the job on one engine, and tells how that ended.</summary>
internal static class EngineRun
{
    /// <summary>Null where it failed, which it has said then.</summary>
    public static async Task<ResultSide?> RunAsync(
        IJobEngine engine, EngineTask task, TextWriter output, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var handle = await engine.StartAsync(task, cancellationToken);
        EngineOutcome outcome;
        try
        {
            outcome = await engine.WaitAsync(task, handle, null, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await engine.CancelAsync(handle, CancellationToken.None);
            throw;
        }

        var took = string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        switch (outcome)
        {
            case EngineOutcome.Succeeded succeeded:
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{engine.Name}: {succeeded.Rows:N0} rows of the declared columns in {took}"));
                return new ResultSide(engine.Name, KeepFiles(succeeded.Files, $"{task.ScratchDirectory}-result"));
            case EngineOutcome.Failed { Failure: var failure }:
                await output.WriteLineAsync($"{engine.Name} failed after {took}: {failure.Message}");
                foreach (var line in failure.Lines)
                {
                    await output.WriteLineAsync($"  {line}");
                }

                await output.WriteLineAsync(failure.Advice);
                return null;
            default:
                await output.WriteLineAsync($"{engine.Name} lost the task after {took}. Run the command again.");
                return null;
        }
    }

    /// <summary>An attempt's folder is its child's alone; the child that compares must read from another.</summary>
    private static List<string> KeepFiles(IReadOnlyList<EngineFile> files, string folder)
    {
        Directory.CreateDirectory(folder);
        var kept = new List<string>();
        foreach (var file in files)
        {
            var path = Path.GetFullPath(Path.Combine(folder, $"{kept.Count}.parquet"));
            File.Move(file.Path, path);
            MakeReadable(path);
            kept.Add(path);
        }

        return kept;
    }

    /// <summary>Children of the sandbox are another user's where this is root's.</summary>
    public static void MakeReadable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            var right = Directory.Exists(path) ? UnixFileMode.OtherExecute : UnixFileMode.OtherRead;
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | right);
        }
    }
}
