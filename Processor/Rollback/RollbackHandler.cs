using Analytics.Engines;
using Analytics.Processor.Running;
using Analytics.Results;
using Analytics.Runs;
using Analytics.Work;

namespace Analytics.Processor.Rollback;

/// <summary>Undoes runs whose rollback was asked for; what became of it is in the run's log.</summary>
internal sealed class RollbackHandler(ResultRollback rollback, RunLog log, RunScratch scratch) : IWorkHandler
{
    public async Task<WorkResult> HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var runId = item.Read<RunWork>().RunId;
        using var folder = scratch.New();
        try
        {
            var (level, line) = await rollback.UndoAsync(runId, folder.Path, cancellationToken) switch
            {
                RollbackOutcome.Undone undone => (EngineLogLine.Info, $"The run was rolled back. {undone.Message}"),
                RollbackOutcome.NothingToUndo nothing => (EngineLogLine.Warning, $"There was nothing to roll back. {nothing.Reason}"),
                RollbackOutcome.Refused refused => (EngineLogLine.Error, $"The run could not be rolled back. {refused.Reason}"),
                var other => throw new InvalidOperationException($"Unknown outcome {other}."),
            };
            await log.AddAsync(runId, attempt: 0, [new EngineLogLine(level, line)], cancellationToken);
            return WorkResult.Done;
        }
        catch (Exception exception) when (item.IsLastAttempt && !cancellationToken.IsCancellationRequested)
        {
            // Nobody would look for it with the dead letters of the queue.
            await log.AddAsync(
                runId, attempt: 0,
                [new EngineLogLine(EngineLogLine.Error, $"The run could not be rolled back and will not be retried. {exception.Message}")],
                cancellationToken);
            throw;
        }
    }
}
