using Analytics.Engines;
using Analytics.Runs;
using Analytics.Storage;

namespace Analytics.Processor.Running;

/// <summary>Publishes outputs under <c>results/&lt;job&gt;/&lt;run&gt;/</c>, where they are kept for rollbacks.</summary>
internal sealed class RunOutputs([FromKeyedServices(StoreNames.Processed)] IObjectStore store)
{
    /// <summary>Puts an attempt's files into the store; their keys are the attempt's own.</summary>
    public async Task<RunOutput> PublishAsync(
        LeasedRun run, int attempt, IReadOnlyList<EngineFile> files, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        for (var at = 0; at < files.Count; at++)
        {
            var key = $"{PrefixOf(run)}attempt-{attempt}/part-{at:D5}.parquet";
            await store.PutFileAsync(ObjectKey.Parse(key), files[at].Path, PutCondition.Always, cancellationToken);
            keys.Add(key);
        }

        return new RunOutput(files.Sum(file => file.Rows), files.Sum(file => file.Bytes), keys);
    }

    /// <summary>Removes what attempts left that are not the run's output.</summary>
    public async Task TidyAsync(LeasedRun run, RunOutput? kept, CancellationToken cancellationToken)
    {
        await foreach (var entry in store.ListAsync(PrefixOf(run), cancellationToken))
        {
            if (kept?.Keys.Contains(entry.Key.Value) is not true)
            {
                await store.DeleteAsync(entry.Key, cancellationToken);
            }
        }
    }

    private static string PrefixOf(LeasedRun run) => $"results/{run.Definition.Job.Name}/{run.Id}/";
}
