using Microsoft.Extensions.Options;

namespace Analytics.Storage.S3;

/// <summary>Lists every fault of the section, so that one start shows them all.</summary>
public sealed class ValidateS3Options : IValidateOptions<S3Options>
{
    private const long SmallestPart = 5L << 20;
    private const long LargestPart = 5L << 30;
    private const long LargestBuffer = 256L << 20;

    public ValidateOptionsResult Validate(string? name, S3Options options)
    {
        var faults = new List<string>();
        Check(nameof(options.PartBytes), options.PartBytes, LargestBuffer, "two of them are held in memory while an object is read", faults);
        Check(
            nameof(options.UnknownLengthPartBytes), options.UnknownLengthPartBytes, LargestBuffer, "one is held in memory for each write", faults);
        Check(nameof(options.CopyPartBytes), options.CopyPartBytes, LargestPart, "S3 allows no larger part", faults);
        if (options.PartTimeout <= TimeSpan.Zero)
        {
            faults.Add($"{S3Options.Section}:{nameof(options.PartTimeout)} must be longer than nothing.");
        }

        if (options.Attempts is < 1 or > 20)
        {
            faults.Add($"{S3Options.Section}:{nameof(options.Attempts)} must be 1 to 20.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check(string key, long value, long most, string because, List<string> faults)
    {
        if (value < SmallestPart || value > most)
        {
            faults.Add($"{S3Options.Section}:{key} must be {SmallestPart:N0} to {most:N0} bytes: S3 allows no smaller part, and {because}.");
        }
    }
}
