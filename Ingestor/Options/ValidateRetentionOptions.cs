using Microsoft.Extensions.Options;

namespace Analytics.Ingestor.Options;

/// <summary>Lists every fault of the section, so that one start shows them all.</summary>
public sealed class ValidateRetentionOptions : IValidateOptions<RetentionOptions>
{
    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        var faults = new List<string>();
        Check(options.Interval >= TimeSpan.FromSeconds(1), "Interval must be at least 00:00:01.");
        Check(options.VersionGrace >= TimeSpan.Zero, "VersionGrace must not be negative.");
        Check(options.OrphanGrace >= TimeSpan.FromMinutes(1), "OrphanGrace must be at least 00:01:00: younger files may be in the making.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add($"{RetentionOptions.Section}:{fault}");
            }
        }
    }
}
