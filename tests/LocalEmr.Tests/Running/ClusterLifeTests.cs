using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Running;
using Analytics.LocalEmr.State;

namespace Analytics.LocalEmr.Tests.Running;

public sealed class ClusterLifeTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0, "STARTING", 60)]
    [InlineData(59, "STARTING", 1)]
    [InlineData(60, "BOOTSTRAPPING", 60)]
    [InlineData(119, "BOOTSTRAPPING", 1)]
    [InlineData(120, "WAITING", null)]
    public void Advance_WhileItBoots_GoesThroughEachState(int seconds, string state, int? due)
    {
        var change = new ClusterChange(new ClusterSteps(New()));

        var plan = ClusterLife.Advance(change, At.AddSeconds(seconds), Boot);

        Assert.Equal(state, change.Cluster.State);
        Assert.Equal(due is { } left ? TimeSpan.FromSeconds(left) : null, plan.DueIn);
    }

    [Theory]
    [InlineData(99, false, "WAITING")]
    [InlineData(100, false, "TERMINATED")]
    [InlineData(100, true, "WAITING")]
    public void Advance_IdleWithAPolicy_EndsWhenItsTimeIsOver(int idleSeconds, bool isProtected, string state)
    {
        var change = new ClusterChange(new ClusterSteps(New() with
        {
            State = ClusterStates.Waiting,
            IdleSince = At,
            TerminationProtected = isProtected,
            AutoTermination = new AutoTerminationPolicy(100),
        }));

        ClusterLife.Advance(change, At.AddSeconds(idleSeconds), Boot);

        Assert.Equal(state, change.Cluster.State);
    }

    [Fact]
    public void Advance_NothingNew_ChangesNothing()
    {
        var change = new ClusterChange(new ClusterSteps(New() with { State = ClusterStates.Waiting, IdleSince = At }));

        ClusterLife.Advance(change, At.AddDays(1), Boot);

        Assert.Null(change.ChangedCluster);
        Assert.Empty(change.ChangedSteps);
    }

    private static Cluster New() => new()
    {
        Id = "j-1",
        Arn = "arn:aws:elasticmapreduce:us-east-1:000000000000:cluster/j-1",
        Request = new RunJobFlowInput(),
        Created = At,
        KeepAlive = true,
    };
}
