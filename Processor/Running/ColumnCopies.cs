using System.Buffers.Binary;
using System.Collections.Concurrent;

using Analytics.Catalogue.Jobs;
using Analytics.Datasets;
using Analytics.Engines;
using Analytics.Engines.Columns;
using Analytics.Engines.Sandbox;
using Analytics.Processor.Options;
using Analytics.Runs;
using Analytics.Storage;

using Microsoft.Extensions.Options;

namespace Analytics.Processor.Running;

/// <summary>Of large input files in a bucket, brings the columns that a SELECT names, and holes for the others.</summary>
internal sealed class ColumnCopies(
    ColumnPlanner planner,
    [FromKeyedServices(StoreNames.Processed)] IObjectStore store,
    IOptions<SandboxOptions> sandbox,
    IOptions<ProcessorOptions> options)
{
    /// <summary>A smaller file comes whole by one request, which is sooner than two for less.</summary>
    public const long LeastFileBytes = 1 << 20;

    /// <summary>What the first request for a file brings: most footers are within it.</summary>
    public const int EndBytes = 64 << 10;

    private const int TrailerBytes = 8;

    /// <summary>The files of which it may be worthwhile to bring some columns only: what is found out takes a child process.</summary>
    public IReadOnlyList<DatasetFile> Candidates(JobDefinition job, IEnumerable<PinnedInput> inputs)
    {
        var large = inputs.SelectMany(input => input.Files).Where(file => file.Bytes >= LeastFileBytes).ToList();
        return store.FetchCopies && job.Kind == JobKinds.Sql && large.Sum(file => file.Bytes) >= options.Value.ColumnCopyBytes ? large : [];
    }

    /// <summary>Brings their footers and finds out what else the SELECT reads; none where it may read all of them.</summary>
    public async Task<PlannedCopies> PlanAsync(
        LeasedRun run, IReadOnlyList<PinnedInput> inputs, IReadOnlyList<DatasetFile> candidates, string scratch,
        CancellationToken cancellationToken)
    {
        var copies = new ConcurrentDictionary<string, PartialCopy>(StringComparer.Ordinal);
        await ManyObjects.EachAsync(
            candidates,
            async (file, stop) =>
            {
                if (await store.FetchEndAsync(ObjectKey.Parse(file.Key), file.Bytes, EndBytes, scratch, stop) is { } copy)
                {
                    copies[file.Key] = copy;
                    await FillFooterAsync(copy, stop);
                }
            },
            cancellationToken);
        if (copies.IsEmpty)
        {
            return PlannedCopies.None;
        }

        var task = EngineTask.Of(
            run.Definition.Job, run.Id, run.Attempt, run.Parameters,
            [
                .. inputs.Select(input => new EngineInput(
                    input.Dataset,
                    [.. input.Files.Select(file => copies.GetValueOrDefault(file.Key)?.Path).OfType<string>()],
                    input.Columns)),
            ],
            sandbox.Value.Limits(), Path.Combine(scratch, "plan"));
        if ((await planner.PlanAsync(task, cancellationToken)).Ranges is { } ranges)
        {
            return new PlannedCopies(copies, ranges);
        }

        foreach (var copy in copies.Values)
        {
            File.Delete(copy.Path);
        }

        return PlannedCopies.None;
    }

    public static Task FillAsync(PlannedCopies planned, CancellationToken cancellationToken)
    {
        var copies = planned.Copies.Values.ToDictionary(copy => copy.Path, StringComparer.Ordinal);
        return ManyObjects.EachAsync(
            planned.Ranges, (range, stop) => copies[range.Path].FillAsync(range.Offset, range.Length, stop), cancellationToken);
    }

    /// <summary>Parquet ends with its footer, the footer's length and four letters.</summary>
    private static async Task FillFooterAsync(PartialCopy copy, CancellationToken cancellationToken)
    {
        var trailer = new byte[TrailerBytes];
        using (var file = File.OpenHandle(copy.Path))
        {
            await RandomAccess.ReadAsync(file, trailer, copy.Length - TrailerBytes, cancellationToken);
        }

        var footer = BinaryPrimitives.ReadUInt32LittleEndian(trailer) + TrailerBytes;
        if (footer > EndBytes && footer <= copy.Length)
        {
            await copy.FillAsync(copy.Length - footer, footer - EndBytes, cancellationToken);
        }
    }
}
