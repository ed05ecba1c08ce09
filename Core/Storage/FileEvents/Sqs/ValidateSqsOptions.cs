using Microsoft.Extensions.Options;

namespace Analytics.Storage.FileEvents.Sqs;

/// <summary>Lists every fault of the section, so that one start shows them all.</summary>
public sealed class ValidateSqsOptions : IValidateOptions<SqsOptions>
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestVisibility = TimeSpan.FromHours(12);

    public ValidateOptionsResult Validate(string? name, SqsOptions options)
    {
        var faults = new List<string>();
        CheckAddress(nameof(options.QueueUrl), options.QueueUrl, faults);
        CheckAddress(nameof(options.DeadLetterQueueUrl), options.DeadLetterQueueUrl, faults);
        if (options.LongPoll < TimeSpan.Zero || options.LongPoll > LongestPoll)
        {
            faults.Add($"{SqsOptions.Section}:{nameof(options.LongPoll)} must be 0 to 20 s, the range that SQS allows.");
        }

        if (options.Visibility < TimeSpan.FromSeconds(3) || options.Visibility > LongestVisibility)
        {
            faults.Add($"{SqsOptions.Section}:{nameof(options.Visibility)} must be 3 s to 12 h, the range that SQS allows.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckAddress(string key, string value, List<string> faults)
    {
        if (value.Length > 0 && !(Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            faults.Add($"{SqsOptions.Section}:{key} must be the address of a queue (https://sqs.…); it is '{value}'.");
        }
    }
}
