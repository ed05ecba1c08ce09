using System.Globalization;

using Analytics.Fixtures;
using Analytics.TestWorker;

namespace Analytics.Work.Tests;

/// <summary>A node whose wall clock is wrong: leases are the database's alone.</summary>
public sealed class ClockTests(PostgresFixture postgres)
{
    /// <summary>Longer than any test: both items are held until the end.</summary>
    private const int HoldMilliseconds = 600_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly IReadOnlyDictionary<string, string> Lease = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Work__Lease"] = "00:00:05",
        ["Work__RenewInterval"] = "00:00:01",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("+1d", 24)]
    [InlineData("-1h", -1)]
    public async Task ClockMovedOnOneNode_LeasesHold(string offset, int hours)
    {
        Assert.SkipUnless(FakeClock.IsThere, "There is no libfaketime to move a clock with: install the package faketime.");
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        for (var n = 0; n < 2; n++)
        {
            await queue.Queue.EnqueueAsync("test", new ResultJob(HoldMilliseconds), null, Token);
        }

        // Each takes one, and looks for leases that have run out: the other one's, by a wrong clock.
        await using var moved = Start(queue, FakeClock.Variables(offset));
        await using var right = Start(queue, new Dictionary<string, string>());
        await Eventually.TrueAsync(
            () => queue.Database.ScalarAsync<bool>(
                """
                select count(distinct lease_owner) = 2 and min(lease_until - started_at) > interval '15 s'
                from platform.work_item where state = 'running'
                """),
            Limit, "each worker has renewed its lease for three leases");

        Assert.Equal(hours, Math.Round((await ClockOfAsync(moved) - await ClockOfAsync(right)).TotalHours));
        Assert.Equal("1 1", await queue.Database.ScalarAsync<string>("select string_agg(attempt::text, ' ') from platform.work_item"));
    }

    private static ChildProcess Start(QueueUnderTest queue, IReadOnlyDictionary<string, string> clock) => ChildProcess.StartAssembly(
        typeof(ResultJob).Assembly.Location, ["work", queue.Database.ConnectionString],
        Lease.Concat(clock).ToDictionary(StringComparer.Ordinal));

    private static async Task<DateTimeOffset> ClockOfAsync(ChildProcess worker) =>
        DateTimeOffset.Parse((await worker.WaitForAsync("clock ")).Split(' ')[1], CultureInfo.InvariantCulture);
}
