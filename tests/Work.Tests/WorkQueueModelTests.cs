using Analytics.Fixtures;

using CsCheck;

namespace Analytics.Work.Tests;

public sealed class WorkQueueModelTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly Gen<Step[]> Steps =
        Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, 1000], (operation, number) => new Step(operation, number)).Array[10, 80];

    private enum Operation
    {
        Enqueue,
        EnqueueKeyed,
        EnqueueDelayed,
        Claim,
        ClaimMany,
        Complete,
        Fail,
        FailFinally,
        Release,
        ExpireAndRescue,
        Cancel,
        ReplayDead,
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnyOperationsInAnyOrder_DoAsTheModelDoes()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);

        await Steps.SampleAsync(async steps =>
        {
            await queue.Database.ExecuteAsync("truncate platform.work_item");
            var model = new WorkQueueModel();
            var leases = new List<WorkItem>();
            foreach (var step in steps)
            {
                await PlayAsync(queue, model, leases, step);
            }

            Assert.Equal(
                string.Join(' ', model.Items.Select(item => $"{item.Id}:{item.State}:{item.Attempt}")),
                await queue.Database.ScalarAsync<string>(
                    "select coalesce(string_agg(concat_ws(':', id, state, attempt), ' ' order by id), '') from platform.work_item"));
        }, iter: 25, threads: 1);
    }

    private static Task PlayAsync(QueueUnderTest queue, WorkQueueModel model, List<WorkItem> leases, Step step) => step.Operation switch
    {
        Operation.Enqueue => EnqueueAsync(queue, model, step, key: null, TimeSpan.Zero),
        Operation.EnqueueKeyed => EnqueueAsync(queue, model, step, $"key {step.Number % 3}", TimeSpan.Zero),
        Operation.EnqueueDelayed => EnqueueAsync(queue, model, step, key: null, TimeSpan.FromHours(1)),
        Operation.Claim => ClaimAsync(queue, model, leases, 1),
        Operation.ClaimMany => ClaimAsync(queue, model, leases, 2 + (step.Number % 4)),
        Operation.Cancel => CancelAsync(queue, model, step),
        Operation.ReplayDead => ReplayDeadAsync(queue, model),
        _ => leases.Count == 0 ? Task.CompletedTask : WriteAsync(queue, model, leases[step.Number % leases.Count], step.Operation),
    };

    private static async Task EnqueueAsync(QueueUnderTest queue, WorkQueueModel model, Step step, string? key, TimeSpan delay)
    {
        var enqueue = new EnqueueOptions
        {
            UniqueKey = key,
            Priority = (short)(step.Number % 3),
            MaxAttempts = 1 + (step.Number % 2),
            Delay = delay,
        };
        var id = await queue.Queue.EnqueueAsync("test", step.Number, enqueue, Token);
        var expected = model.Enqueue(id, key, enqueue.Priority, enqueue.MaxAttempts ?? 0, delay > TimeSpan.Zero);
        Assert.Equal(expected is null, id is null);
    }

    private static async Task ClaimAsync(QueueUnderTest queue, WorkQueueModel model, List<WorkItem> leases, int limit)
    {
        var claimed = await queue.Leases.ClaimAsync("test", "me", limit, Lease, Token);
        var expected = model.Claim(limit);
        Assert.Equal(expected.Select(item => (item.Id, item.Attempt)), claimed.Select(item => (item.Id, item.Attempt)));
        foreach (var (item, lease) in expected.Zip(claimed))
        {
            item.Owner = lease.Owner;
        }

        leases.AddRange(claimed);
    }

    private static async Task CancelAsync(QueueUnderTest queue, WorkQueueModel model, Step step)
    {
        var id = model.Items.Count == 0 ? 0 : model.Items[step.Number % model.Items.Count].Id;
        await using var connection = await queue.Database.DataSource.OpenConnectionAsync(Token);
        Assert.Equal(model.Cancel(id), await WorkQueue.CancelAsync(connection, null, id, "test", Token));
    }

    private static async Task ReplayDeadAsync(QueueUnderTest queue, WorkQueueModel model)
    {
        var replayed = await queue.Queue.ReplayDeadAsync("test", null, Token);
        Assert.Equal(model.ReplayDead().Order(), replayed.Order());
    }

    /// <summary>Any lease ever held writes, those lost long ago too.</summary>
    private static async Task WriteAsync(QueueUnderTest queue, WorkQueueModel model, WorkItem lease, Operation operation)
    {
        switch (operation)
        {
            case Operation.Complete:
                Assert.Equal(model.Complete(lease), await queue.Leases.CompleteAsync(lease, Token));
                break;
            case Operation.Release:
                Assert.Equal(model.Release(lease), await queue.Leases.ReleaseAsync(lease, TimeSpan.Zero, Token));
                break;
            case Operation.Fail or Operation.FailFinally:
                var final = operation is Operation.FailFinally;
                Assert.Equal(model.Fail(lease, final), await queue.Leases.FailAsync(lease, "test", TimeSpan.Zero, final, Token));
                break;
            case Operation.ExpireAndRescue:
                await queue.Database.ExecuteAsync(
                    "update platform.work_item set lease_until = clock_timestamp() - interval '1 s' where id = $1 and lease_owner = $2",
                    lease.Id, lease.Owner);
                Assert.Equal(model.ExpireAndRescue(lease), await queue.Maintenance.RescueOnceAsync(Token));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not a write of a lease.");
        }
    }

    private sealed record Step(Operation Operation, int Number);
}
