namespace Analytics.Work.Tests;

public sealed class WorkOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreValid() =>
        Assert.True(new ValidateWorkOptions().Validate(null, new WorkOptions()).Succeeded);

    [Fact]
    public void Defaults_KilledWorker_ItemRunsAgainWithinFortyFiveSeconds()
    {
        var options = new WorkOptions();

        Assert.True(options.Lease + options.RescueInterval < TimeSpan.FromSeconds(45));
    }

    [Fact]
    public void Validate_SeveralFaults_NamesAllOfThem()
    {
        var options = new WorkOptions
        {
            Lease = TimeSpan.FromSeconds(10),
            RenewInterval = TimeSpan.FromSeconds(6),
            PollInterval = TimeSpan.Zero,
            RetryDelay = TimeSpan.FromHours(1),
            MaxAttempts = 0,
            KeepDead = TimeSpan.FromDays(-1),
        };

        var failures = new ValidateWorkOptions().Validate(null, options).Failures ?? [];

        Assert.Equal(
            ["Work:PollInterval", "Work:RenewInterval", "Work:LongestRetryDelay", "Work:MaxAttempts", "Work:KeepDead"],
            failures.Select(failure => failure.Split(' ')[0]));
    }
}
