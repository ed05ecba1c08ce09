using System.Globalization;

using Analytics.Database;
using Analytics.Datasets;
using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Machine.Files;
using Analytics.Machine.Scratch;
using Analytics.Processor.Options;
using Analytics.Runs;
using Analytics.Storage;

using Microsoft.Extensions.Options;

namespace Analytics.Processor.Running;

/// <summary>
/// Finds the files of the pinned versions in the ledger, which knows them and their sizes, so that the store is asked for their bytes
/// alone; and brings them to this machine for an engine that runs on it.
/// </summary>
internal sealed class RunInputs(
    [FromKeyedServices(DatabasePools.Work)] DatasetReads datasets,
    [FromKeyedServices(StoreNames.Processed)] IObjectStore store,
    ColumnCopies columns,
    IOptions<ProcessorOptions> options)
{
    private const string ScratchSetting = $"{ProcessorOptions.Section}:{nameof(ProcessorOptions.ScratchPath)}";
    private const string LimitSetting = $"{ProcessorOptions.Section}:{nameof(ProcessorOptions.FetchedInputBytes)}";

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

    /// <summary>
    /// The inputs for the engine, or why one of them cannot be had. A remote engine reads the files itself, and says which of them is gone.
    /// </summary>
    public async Task<(IReadOnlyList<EngineInput> Inputs, InputFailure? Failure)> FetchAsync(
        LeasedRun run, string scratch, bool isRemote, CancellationToken cancellationToken)
    {
        var (inputs, missing) = await FindAsync(run, cancellationToken);
        if (missing is not null || isRemote)
        {
            return (
                [.. inputs.Select(input => new EngineInput(input.Dataset, [.. input.Files.Select(file => file.Key)], input.Columns))],
                missing is null ? null : new InputFailure(missing));
        }

        try
        {
            return await CopyAsync(run, inputs, scratch, cancellationToken);
        }
        catch (IOException exception) when (StorageFullException.IsCauseOf(exception))
        {
            // Others write to the same volume.
            return ([], NoSpace(exception.Message));
        }
    }

    private async Task<(IReadOnlyList<PinnedInput> Inputs, RunCause? Missing)> FindAsync(
        LeasedRun run, CancellationToken cancellationToken)
    {
        var inputs = new List<PinnedInput>();
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

            inputs.Add(new PinnedInput(input.Dataset, input.Columns, files));
        }

        return (inputs, null);
    }

    private async Task<(IReadOnlyList<EngineInput> Inputs, InputFailure? Failure)> CopyAsync(
        LeasedRun run, IReadOnlyList<PinnedInput> inputs, string scratch, CancellationToken cancellationToken)
    {
        var planned = PlannedCopies.None;
        if (columns.Candidates(run.Definition.Job, inputs) is { Count: > 0 } candidates)
        {
            if (Lacking(WholeBytes(inputs, candidates.Select(file => file.Key)) + ((long)candidates.Count * ColumnCopies.EndBytes), scratch)
                is { } lackingForEnds)
            {
                return ([], lackingForEnds);
            }

            planned = await columns.PlanAsync(run, inputs, candidates, scratch, cancellationToken);
        }

        if (Lacking(WholeBytes(inputs, planned.Copies.Keys) + planned.Bytes, scratch) is { } lacking)
        {
            return ([], lacking);
        }

        await ColumnCopies.FillAsync(planned, cancellationToken);
        var local = new List<EngineInput>();
        foreach (var input in inputs)
        {
            var whole = input.Files.Where(file => !planned.Copies.ContainsKey(file.Key)).ToList();
            var (paths, gone) = await store.FetchAllAsync([.. whole.Select(file => ObjectKey.Parse(file.Key))], scratch, cancellationToken);
            if (gone is not null)
            {
                return ([], new InputFailure(new RunCause(
                    EngineFailureCode.Input, $"A file of version {run.Inputs[input.Dataset]} of the dataset '{input.Dataset}' is gone.",
                    [gone.Value], "Bring the file back from a backup of the processed store, or ingest its raw object again.")));
            }

            // In the order of the ledger, which is the order of rows where nothing else gives one.
            var next = 0;
            local.Add(new EngineInput(
                input.Dataset,
                [.. input.Files.Select(file => planned.Copies.GetValueOrDefault(file.Key)?.Path ?? paths[next++])],
                input.Columns));
        }

        return (local, null);
    }

    private static long WholeBytes(IReadOnlyList<PinnedInput> inputs, IEnumerable<string> others)
    {
        var partial = others.ToHashSet(StringComparer.Ordinal);
        return inputs.SelectMany(input => input.Files).Where(file => !partial.Contains(file.Key)).Sum(file => file.Bytes);
    }

    /// <summary>Looked at before the first byte is copied.</summary>
    private InputFailure? Lacking(long bytes, string scratch)
    {
        if (!store.FetchCopies)
        {
            return null;
        }

        if (bytes > options.Value.FetchedInputBytes)
        {
            return new InputFailure(new RunCause(
                EngineFailureCode.LimitDisk,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The input files have {bytes:N0} bytes; a run may copy at most {options.Value.FetchedInputBytes:N0} to this machine."),
                [], $"Run the job on EMR (engine: emr), let it read a smaller dataset, or raise {LimitSetting}."));
        }

        return ScratchShortage.Find(bytes, scratch) is not { } shortage ? null
            : !shortage.IsFinal ? NoSpace(shortage.ToString())
            : new InputFailure(new RunCause(
                EngineFailureCode.DiskFull, "The volume of the scratch folder is too small for the input files.", [shortage.ToString()],
                $"Set {ScratchSetting} to a larger volume or run the job on EMR (engine: emr), then run it again."));
    }

    private static InputFailure NoSpace(string detail) => new(
        new RunCause(
            EngineFailureCode.DiskFull, "There is no space for the input files in the scratch folder.", [detail],
            $"Free space on the volume of {ScratchSetting}, or set it to a larger one. The run is retried."),
        Retryable: true);
}
