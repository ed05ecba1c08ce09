using Analytics.LocalEmr.Options;

namespace Analytics.LocalEmr.Tests.Options;

public sealed class ValidateLocalEmrOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreValid() =>
        Assert.True(new ValidateLocalEmrOptions().Validate(null, new LocalEmrOptions()).Succeeded);

    [Fact]
    public void Validate_AllWrong_NamesEachKey()
    {
        var result = new ValidateLocalEmrOptions().Validate(null, new LocalEmrOptions
        {
            DataPath = "data",
            AccessKey = "a key",
            AllowedHosts = "localemr, *:4567",
            BootTime = TimeSpan.FromDays(1),
            LogInterval = TimeSpan.Zero,
            StepTimeLimit = TimeSpan.Zero,
            CancelGrace = TimeSpan.FromSeconds(-1),
            KeepClusters = TimeSpan.Zero,
            SparkMaster = "",
            DriverMemory = "lots",
            SparkRestUrl = "http://127.0.0.1:6066",
            SparkS3Endpoint = "localstack",
        });

        Assert.Equal(13, result.Failures?.Count());
        Assert.All(result.Failures ?? [], problem => Assert.StartsWith("LocalEmr:", problem, StringComparison.Ordinal));
    }
}
