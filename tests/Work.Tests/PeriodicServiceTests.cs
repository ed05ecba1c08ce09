using Analytics.Fixtures;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Work.Tests;

public sealed class PeriodicServiceTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TryClaim_ByTwoProcesses_IsGivenToOneEachInterval()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var (one, other) = (Claims(database), Claims(database));

        var claimed = await Task.WhenAll(Enumerable.Range(0, 20).Select(at => (at % 2 == 0 ? one : other).TryClaimAsync("p", Interval, Token)));
        Assert.Single(claimed, isClaimed => isClaimed);
        Assert.True(await one.TryClaimAsync("another", Interval, Token));

        await database.ExecuteAsync("update platform.periodic_pass set passed_at = passed_at - interval '8 minutes'");
        Assert.True(await other.TryClaimAsync("p", Interval, Token));
        Assert.False(await one.TryClaimAsync("p", Interval, Token));
    }

    [Fact]
    public async Task TryClaim_AfterAReleaseOrAClockThatWasSetBack_IsGivenAgain()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var claims = Claims(database);
        Assert.True(await claims.TryClaimAsync("p", Interval, Token));

        await claims.ReleaseAsync("p");
        Assert.True(await claims.TryClaimAsync("p", Interval, Token));

        await database.ExecuteAsync("update platform.periodic_pass set passed_at = passed_at + interval '1 day'");
        Assert.True(await claims.TryClaimAsync("p", Interval, Token));
    }

    [Fact]
    public async Task Pass_OfTwoServices_IsMadeByOneAndAFailedOneIsDueAtOnce()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        using var one = new Service(new FakeTimeProvider(), Claims(database), fails: true);
        using var other = new Service(new FakeTimeProvider(), Claims(database), fails: false);

        await one.StartAsync(Token);
        await one.Failed.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await other.StartAsync(Token);
        await other.Passed.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal((1, 1), (one.OwnPasses, other.OwnPasses));
        one.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => Task.FromResult(one.OwnPasses > 1));
        Assert.Equal((1, 1), (one.Passes, other.Passes));
        await one.StopAsync(Token);
        await other.StopAsync(Token);
    }

    private static PassClaims Claims(TestDatabase database) => new(database.DataSource, NullLogger<PassClaims>.Instance);

    private sealed class Service(FakeTimeProvider time, PassClaims claims, bool fails) : PeriodicService(time, claims)
    {
        private int _own;
        private int _passes;

        public FakeTimeProvider Time => time;

        public TaskCompletionSource Failed { get; } = new();

        public TaskCompletionSource Passed { get; } = new();

        public int OwnPasses => _own;

        public int Passes => _passes;

        protected override TimeSpan Interval => PeriodicServiceTests.Interval;

        protected override string SharedPass => "p";

        protected override Task OwnPassAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _own);
            return Task.CompletedTask;
        }

        protected override Task PassAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _passes);
            if (fails)
            {
                throw new InvalidOperationException("It fails.");
            }

            Passed.TrySetResult();
            return Task.CompletedTask;
        }

        protected override void LogFailed(Exception fault, TimeSpan delay) => Failed.TrySetResult();
    }
}
