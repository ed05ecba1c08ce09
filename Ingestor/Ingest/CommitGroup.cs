using System.Threading.Channels;
using Analytics.Datasets;
using Analytics.Work;

namespace Analytics.Ingestor.Ingest;

/// <summary>
/// Items that were claimed together. They are read a few at a time; once each has an outcome that waits for its commit, or has ended
/// without one, those that wait are committed together.
/// </summary>
/// <param name="size">How many items there are.</param>
/// <param name="readers">How many of them are read at the same time.</param>
/// <param name="commitAsync">Commits what it can together; an item that is missing in the answer is committed by itself.</param>
internal sealed class CommitGroup(
    int size, int readers, Func<IReadOnlyList<PendingCommit>, Task<IReadOnlyDictionary<long, CommitResult>>> commitAsync)
{
    private readonly Lock _lock = new();
    private readonly Channel<int> _places = PlacesFor(readers);
    private readonly Dictionary<long, Member> _members = [];
    private readonly List<PendingCommit> _waiting = [];
    private readonly TaskCompletionSource<IReadOnlyDictionary<long, CommitResult>> _committed =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _unfinished = size;

    private static Channel<int> PlacesFor(int readers)
    {
        var places = Channel.CreateUnbounded<int>();
        for (var place = 1; place <= readers; place++)
        {
            places.Writer.TryWrite(place);
        }

        return places;
    }

    public Member Join(WorkItem item)
    {
        lock (_lock)
        {
            return _members[item.Id] = new Member(this);
        }
    }

    /// <summary>Waits for the commit of all; null where this outcome was not in it.</summary>
    public async Task<CommitResult?> CommitAsync(PendingCommit pending, CancellationToken cancellationToken)
    {
        Member member;
        lock (_lock)
        {
            member = _members[pending.Item.Id];
            _waiting.Add(pending);
        }

        member.Finish();
        var results = await _committed.Task.WaitAsync(cancellationToken);
        return results.TryGetValue(pending.Item.Id, out var result) ? result : null;
    }

    private void FinishOne()
    {
        lock (_lock)
        {
            if (--_unfinished > 0)
            {
                return;
            }
        }

        // Whoever comes last ends the waiting of all; its own wait is no different from theirs.
        _ = Task.Run(async () => _committed.SetResult(_waiting.Count > 1
            ? await commitAsync(_waiting)
            : new Dictionary<long, CommitResult>()));
    }

    /// <summary>One item's part in its group.</summary>
    internal sealed class Member(CommitGroup group) : IDisposable
    {
        private int? _place;
        private int _isFinished;

        public async Task EnterAsync(CancellationToken cancellationToken) =>
            _place = await group._places.Reader.ReadAsync(cancellationToken);

        /// <summary>The item waits for its commit, or has ended without one; another one may be read.</summary>
        public void Finish()
        {
            if (Interlocked.Exchange(ref _isFinished, 1) == 1)
            {
                return;
            }

            if (_place is { } place)
            {
                group._places.Writer.TryWrite(place);
            }

            group.FinishOne();
        }

        public void Dispose() => Finish();
    }
}
