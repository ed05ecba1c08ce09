using Microsoft.Extensions.Options;

namespace Analytics.Work;

internal sealed class ValidateWorkOptions : IValidateOptions<WorkOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkOptions options)
    {
        var problems = new List<string>();
        foreach (var (key, value) in new[]
        {
            ("Lease", options.Lease), ("RenewInterval", options.RenewInterval), ("PollInterval", options.PollInterval),
            ("RescueInterval", options.RescueInterval), ("RetryDelay", options.RetryDelay), ("CleanInterval", options.CleanInterval),
        })
        {
            if (value <= TimeSpan.Zero)
            {
                problems.Add($"Work:{key} must be longer than 00:00:00; it is {value}.");
            }
        }

        if (options.RenewInterval > options.Lease / 2)
        {
            problems.Add(
                $"Work:RenewInterval must be at most half of Work:Lease, so that one lost renewal costs no lease; it is {options.RenewInterval} " +
                $"of {options.Lease}.");
        }

        if (options.LongestRetryDelay < options.RetryDelay)
        {
            problems.Add($"Work:LongestRetryDelay must not be shorter than Work:RetryDelay; it is {options.LongestRetryDelay}.");
        }

        if (options.MaxAttempts < 1)
        {
            problems.Add($"Work:MaxAttempts must be at least 1; it is {options.MaxAttempts}.");
        }

        foreach (var (key, value) in new[]
        {
            ("StopGrace", options.StopGrace), ("KeepFinished", options.KeepFinished), ("KeepDead", options.KeepDead),
        })
        {
            if (value < TimeSpan.Zero)
            {
                problems.Add($"Work:{key} must not be negative; it is {value}.");
            }
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
