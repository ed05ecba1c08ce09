using Analytics.Database;
using Analytics.Datasets;
using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Runs;
using Analytics.Storage;

namespace Analytics.Processor.Running;

/// <summary>Finds the files of the pinned versions, and brings them to this machine for an engine that runs on it.</summary>
internal sealed class RunInputs(
    [FromKeyedServices(DatabasePools.Work)] DatasetReads datasets, [FromKeyedServices(StoreNames.Processed)] IObjectStore store)
{
    /// <summary>How large the files of the pinned versions are; those that are gone count nothing.</summary>
    public async Task<long> BytesAsync(LeasedRun run, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        foreach (var (dataset, version) in run.Inputs)
        {
            bytes += (await datasets.FindVersionAsync(dataset, version, cancellationToken))?.Bytes ?? 0;
        }

        return bytes;
    }

    /// <summary>The inputs for the engine, or why one of them cannot be had.</summary>
    public async Task<(IReadOnlyList<EngineInput> Inputs, RunCause? Cause)> FetchAsync(
        LeasedRun run, string scratch, bool isRemote, CancellationToken cancellationToken)
    {
        var inputs = new List<EngineInput>();
        foreach (var input in run.Definition.Inputs)
        {
            // Version 0 is the empty one that a contract makes before anything landed.
            if (!run.Inputs.TryGetValue(input.Dataset, out var version) || version == 0)
            {
                return ([], new RunCause(
                    "input.missing", $"The dataset '{input.Dataset}' has never been ingested.", [],
                    $"Land a file under incoming/{input.Dataset}/, then run the job again."));
            }

            if (await datasets.FilesAsync(input.Dataset, version, cancellationToken) is not { } files)
            {
                return ([], new RunCause(
                    "input.removed", $"Version {version} of the dataset '{input.Dataset}' is kept no longer.", [],
                    "Run the job again: a new run reads the newest version. The contract's 'retain' says how long versions are kept."));
            }

            var paths = new List<string>();
            foreach (var file in files)
            {
                var key = ObjectKey.Parse(file.Key);
                var path = !isRemote ? await store.FetchAsync(key, scratch, cancellationToken)
                    : await store.FindAsync(key, cancellationToken) is not null ? file.Key
                    : null;
                if (path is null)
                {
                    return ([], new RunCause(
                        EngineFailureCode.Input, $"A file of version {version} of the dataset '{input.Dataset}' is gone.", [file.Key],
                        "Bring the file back from a backup of the processed store, or ingest its raw object again."));
                }

                paths.Add(path);
            }

            inputs.Add(new EngineInput(input.Dataset, paths, input.Columns));
        }

        return (inputs, null);
    }
}
