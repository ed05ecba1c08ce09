using Analytics.Datasets;
using Analytics.Ingestor.Ingest;
using Analytics.Ingestor.Tests.Support;
using Analytics.Work;

namespace Analytics.Ingestor.Tests.Ingest;

public sealed class CommitGroupTests
{
    private readonly List<IReadOnlyList<long>> _commits = [];

    [Fact]
    public async Task Commit_OneEndsWithoutAnOutcome_CommitsTheOthersTogether()
    {
        var group = GroupOf(size: 3, readers: 2);
        var (first, second, third) = (group.Join(Item(1)), group.Join(Item(2)), group.Join(Item(3)));
        await first.EnterAsync(IngestorBench.Stop);
        await second.EnterAsync(IngestorBench.Stop);
        var waiting = (CommitAsync(group, 1), CommitAsync(group, 2));
        await third.EnterAsync(IngestorBench.Stop);
        Assert.False(waiting.Item1.IsCompleted);

        third.Dispose();

        Assert.Equal(1, (await waiting.Item1)?.Version);
        Assert.Equal(1, (await waiting.Item2)?.Version);
        Assert.Equal([1, 2], Assert.Single(_commits));
    }

    [Fact]
    public async Task Enter_AllPlacesTaken_WaitsUntilOneIsThroughWithReading()
    {
        var group = GroupOf(size: 2, readers: 1);
        using var first = group.Join(Item(1));
        using var second = group.Join(Item(2));
        await first.EnterAsync(IngestorBench.Stop);
        var entering = second.EnterAsync(IngestorBench.Stop);
        Assert.False(entering.IsCompleted);

        _ = CommitAsync(group, 1);

        await entering.WaitAsync(TimeSpan.FromSeconds(30), IngestorBench.Stop);
    }

    [Fact]
    public async Task Commit_AllButOneEnded_IsLeftToACommitOfItsOwn()
    {
        var group = GroupOf(size: 2, readers: 2);
        using var only = group.Join(Item(1));
        group.Join(Item(2)).Dispose();

        Assert.Null(await CommitAsync(group, 1));
        Assert.Empty(_commits);
    }

    [Fact]
    public async Task Commit_OneIsCancelledWhileItWaits_HoldsUpNobody()
    {
        var group = GroupOf(size: 2, readers: 2);
        using var first = group.Join(Item(1));
        using var second = group.Join(Item(2));
        using var lost = new CancellationTokenSource();
        var waiting = group.CommitAsync(Pending(1), lost.Token);
        await lost.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        // The commit itself looks at the leases.
        Assert.Equal(1, (await CommitAsync(group, 2))?.Version);
    }

    private CommitGroup GroupOf(int size, int readers) => new(size, readers, pending =>
    {
        _commits.Add([.. pending.Select(one => one.Item.Id)]);
        return Task.FromResult<IReadOnlyDictionary<long, CommitResult>>(
            pending.ToDictionary(one => one.Item.Id, _ => new CommitResult(CommitOutcome.Committed, 1)));
    });

    private static Task<CommitResult?> CommitAsync(CommitGroup group, long id) => group.CommitAsync(Pending(id), IngestorBench.Stop);

    private static PendingCommit Pending(long id) => new(
        new IngestOutcome
        {
            Object = new RawObject(id, "sales", $"incoming/sales/{id}.csv", "e", 1, DateTime.UnixEpoch, RawObjectStates.Reading, null),
            ContractVersion = 1,
            Sha256 = "00",
            SourceBytes = 1,
            PlainBytes = 1,
            Records = 0,
            RowsKept = 0,
            RowsQuarantined = 0,
            StartedAt = TimeProvider.System.GetUtcNow(),
        },
        Item(id));

    private static WorkItem Item(long id) => new()
    {
        Id = id,
        Queue = "ingest",
        Payload = "{}",
        Attempt = 1,
        MaxAttempts = 5,
        CreatedAt = TimeProvider.System.GetUtcNow(),
        AvailableAt = TimeProvider.System.GetUtcNow(),
        Owner = "test#1",
    };
}
