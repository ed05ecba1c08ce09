using Analytics.JobFailures;

namespace Analytics.Engines;

/// <summary>Runs a SELECT of the platform's own in the sandbox: files that user code wrote are not to be trusted.</summary>
public static class EmbeddedSql
{
    /// <exception cref="EngineFailureException">It failed.</exception>
    public static async Task<EngineOutcome.Succeeded> RunAsync(
        EmbeddedJobEngine engine, EngineTask task, CancellationToken cancellationToken)
    {
        var handle = await engine.StartAsync(task, cancellationToken);
        try
        {
            return await engine.WaitAsync(task, handle, null, cancellationToken) switch
            {
                EngineOutcome.Succeeded succeeded => succeeded,
                EngineOutcome.Failed failed => throw new EngineFailureException(failed.Failure),
                _ => throw new EngineFailureException(new EngineFailure(
                    EngineFailureCode.Crashed, "The check of the result was lost.", [], "Nothing: the run is retried.", Retryable: true)),
            };
        }
        catch (OperationCanceledException)
        {
            await engine.CancelAsync(handle, CancellationToken.None);
            throw;
        }
    }
}
