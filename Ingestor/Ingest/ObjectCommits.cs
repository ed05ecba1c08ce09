using System.Runtime.CompilerServices;
using Analytics.Database;
using Analytics.Datasets;
using Analytics.Ingestor.Options;
using Analytics.Work;
using Microsoft.Extensions.Options;

namespace Analytics.Ingestor.Ingest;

/// <summary>Commits outcomes: those of items that were claimed together as one version, all others one by one.</summary>
public sealed class ObjectCommits(
    DatasetCommit commit, IOptions<IngestOptions> options, TimeProvider time, ILogger<ObjectCommits> logger)
{
    /// <summary>
    /// Small files that are read at a time, for each thread that reads a large one: they wait for the disk more than they compute.
    /// </summary>
    private const int SmallFilesPerWorker = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConditionalWeakTable<WorkBatch, CommitGroup> _groups = [];

    /// <summary>
    /// Waits until the item may be read: of those that were claimed together only a few are read at a time. Dispose the place when the
    /// item has ended, however it did; the others wait for it.
    /// </summary>
    public async Task<IDisposable?> EnterAsync(WorkItem item, CancellationToken cancellationToken)
    {
        if (GroupOf(item) is not { } group)
        {
            return null;
        }

        var member = group.Join(item);
        try
        {
            await member.EnterAsync(cancellationToken);
            return member;
        }
        catch (OperationCanceledException)
        {
            member.Dispose();
            throw;
        }
    }

    /// <summary>Commits the outcome of an item, which it finishes.</summary>
    public async Task<CommitResult> CommitAsync(IngestOutcome outcome, WorkItem item, CancellationToken cancellationToken) =>
        GroupOf(item) is { } group && await group.CommitAsync(new PendingCommit(outcome, item), cancellationToken) is { } result
            ? result
            : await Transient.RetryAsync(token => commit.CommitAsync(outcome, item, token), time, Patience, cancellationToken);

    private CommitGroup? GroupOf(WorkItem item) => item.Batch is not { } batch
        ? null
        : _groups.GetValue(batch, made => new CommitGroup(made.Size, options.Value.Workers * SmallFilesPerWorker, TogetherAsync));

    /// <summary>Not cancelled with any of the items: each of them has a lease of its own, which the commit looks at.</summary>
    private async Task<IReadOnlyDictionary<long, CommitResult>> TogetherAsync(IReadOnlyList<PendingCommit> pending)
    {
        try
        {
            return await Transient.RetryAsync(
                token => commit.CommitTogetherAsync(pending, token), time, Patience, CancellationToken.None);
        }
        catch (Exception fault)
        {
            // Each is committed by itself, and what is wrong with one is said of that one.
            logger.NotCommittedTogether(fault, pending.Count, pending[0].Outcome.Object.Dataset);
            return new Dictionary<long, CommitResult>();
        }
    }
}
