using Analytics.Engines.Sandbox;

namespace Analytics.Engines.Columns;

/// <summary>
/// Asks a sandboxed child which bytes of its input files a SELECT reads: the text is hostile, and so may the files' footers be. The files
/// need hold their footers only.
/// </summary>
public sealed class ColumnPlanner(EngineSandbox sandbox)
{
    /// <summary>The plan; all bytes where the child finds none, for whatever reason: then the run itself says what is wrong.</summary>
    public async Task<ColumnPlan> PlanAsync(EngineTask task, CancellationToken cancellationToken)
    {
        var request = new EngineRequest { PlanColumns = task, OutcomePath = OutcomeFile.In(task.ScratchDirectory) };
        try
        {
            var files = task.Inputs.SelectMany(input => input.Files).ToList();
            var process = await sandbox.StartAsync(request, task.Limits, task.ScratchDirectory, files, _ => { }, cancellationToken);
            await using var kill = cancellationToken.Register(process.Kill);
            var end = await process.Completion;
            cancellationToken.ThrowIfCancellationRequested();
            var plan = end is { ExitCode: 0, Exceeded: null, Killed: false }
                ? OutcomeFile.Read(request.OutcomePath, EngineJson.Default.ColumnPlan)
                : null;

            // The child read hostile text: it names files of the task, and bytes within them.
            var lengths = files.ToDictionary(file => file, file => new FileInfo(file).Length, StringComparer.Ordinal);
            return plan?.Ranges is { } ranges && ranges.All(range => lengths.TryGetValue(range.Path, out var length)
                && range is { Offset: >= 0, Length: > 0 } && range.Offset <= length - range.Length)
                ? plan
                : ColumnPlan.All;
        }
        catch (IOException)
        {
            // The child could not be started; the run's own tells why, if it cannot be either.
            return ColumnPlan.All;
        }
        finally
        {
            if (Directory.Exists(task.ScratchDirectory))
            {
                Directory.Delete(task.ScratchDirectory, recursive: true);
            }
        }
    }
}
