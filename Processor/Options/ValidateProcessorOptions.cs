using Microsoft.Extensions.Options;

namespace Analytics.Processor.Options;

internal sealed class ValidateProcessorOptions : IValidateOptions<ProcessorOptions>
{
    public ValidateOptionsResult Validate(string? name, ProcessorOptions options)
    {
        var problems = new List<string>();
        Check(options.Concurrency is >= 1 and <= 64, "Concurrency must be between 1 and 64.");
        Check(Path.IsPathRooted(options.ScratchPath), "ScratchPath must be an absolute path.");
        Check(options.EmbeddedInputBytes >= 0, "EmbeddedInputBytes must be zero or more.");
        Check(options.FetchedInputBytes > 0, "FetchedInputBytes must be above zero.");
        Check(options.ColumnCopyBytes >= 0, "ColumnCopyBytes must be zero or more.");
        Check(
            options.CancelPoll > TimeSpan.Zero && options.CancelPoll <= TimeSpan.FromSeconds(2),
            "CancelPoll must be above zero and at most 00:00:02, because a cancelled run ends within two seconds.");
        Check(options.BusyDelay > TimeSpan.Zero, "BusyDelay must be above zero.");
        Check(options.LongestBackoff > TimeSpan.Zero, "LongestBackoff must be above zero.");
        Check(
            options.TriggerInterval > TimeSpan.Zero && options.TriggerInterval <= TimeSpan.FromMinutes(1),
            "TriggerInterval must be above zero and at most 00:01:00, the finest step of cron.");
        Check(options.KeepRuns >= TimeSpan.FromHours(1), "KeepRuns must be at least 01:00:00.");
        Check(options.OutputGrace >= TimeSpan.FromMinutes(1), "OutputGrace must be at least 00:01:00: an output is put before it is named.");
        Check(options.MaintenanceInterval > TimeSpan.Zero, "MaintenanceInterval must be above zero.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add($"{ProcessorOptions.Section}:{problem}");
            }
        }
    }
}
