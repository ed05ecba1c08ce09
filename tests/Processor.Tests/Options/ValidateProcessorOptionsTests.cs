using Analytics.Processor.Options;

namespace Analytics.Processor.Tests.Options;

public sealed class ValidateProcessorOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreValid() =>
        Assert.True(new ValidateProcessorOptions().Validate(null, new ProcessorOptions()).Succeeded);

    [Fact]
    public void Validate_ManyFaults_ListsEachWithItsKey()
    {
        var result = new ValidateProcessorOptions().Validate(null, new ProcessorOptions
        {
            Concurrency = 0,
            ScratchPath = "relative",
            CancelPoll = TimeSpan.FromSeconds(3),
            BusyDelay = TimeSpan.Zero,
            LongestBackoff = TimeSpan.Zero,
            TriggerInterval = TimeSpan.FromMinutes(2),
            KeepRuns = TimeSpan.Zero,
            OutputGrace = TimeSpan.Zero,
            MaintenanceInterval = TimeSpan.Zero,
        });

        Assert.Equal(
            [
                "Concurrency", "ScratchPath", "CancelPoll", "BusyDelay", "LongestBackoff", "TriggerInterval", "KeepRuns", "OutputGrace",
                "MaintenanceInterval",
            ],
            (result.Failures ?? []).Select(failure => failure.Split(' ', ':')[1]));
    }
}
