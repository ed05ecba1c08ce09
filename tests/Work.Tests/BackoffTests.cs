using Analytics.Retries;

namespace Analytics.Work.Tests;

public sealed class BackoffTests
{
    private static readonly Backoff Backoff = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 10)]
    [InlineData(6, 320)]
    [InlineData(7, 600)]
    [InlineData(int.MaxValue, 600)]
    public void After_Failures_DoublesToTheLongestAndHalfOfItIsChance(int failures, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.Full(failures));
        Assert.All(
            Enumerable.Range(0, 100).Select(_ => Backoff.After(failures).TotalSeconds),
            delay => Assert.InRange(delay, seconds / 2, seconds));
        Assert.True(Enumerable.Range(0, 20).Select(_ => Backoff.After(failures)).Distinct().Count() > 1);
    }
}
