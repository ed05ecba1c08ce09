using Microsoft.Extensions.Options;

namespace Analytics.Ingestor.Options;

/// <summary>Lists every fault of the section, so that one start shows them all.</summary>
public sealed class ValidateIngestOptions : IValidateOptions<IngestOptions>
{
    public ValidateOptionsResult Validate(string? name, IngestOptions options)
    {
        var faults = new List<string>();
        Check(options.MaxRecordBytes is >= 1024 and <= 1 << 30, "MaxRecordBytes must be between 1024 and 1073741824.");
        Check(options.MaxColumns is >= 1 and <= 100_000, "MaxColumns must be between 1 and 100000.");
        Check(options.MaxUnpackedBytes >= options.MaxRecordBytes, "MaxUnpackedBytes must be at least MaxRecordBytes.");
        Check(options.MaxExpansion >= 1, "MaxExpansion must be at least 1.");
        Check(options.Workers is >= 1 and <= 64, "Workers must be between 1 and 64.");
        Check(options.Concurrency is >= 1 and <= 64, "Concurrency must be between 1 and 64.");
        Check(!string.IsNullOrWhiteSpace(options.ScratchPath), "ScratchPath must be set: a local folder with room for a few files.");
        Check(options.ListingInterval >= TimeSpan.FromSeconds(1), "ListingInterval must be at least 00:00:01.");
        Check(options.SettleTime >= TimeSpan.Zero, "SettleTime must not be negative.");
        Check(options.SettleTime <= options.ListingInterval, "SettleTime must not be longer than ListingInterval.");
        Check(options.NoSpaceDelay >= TimeSpan.FromSeconds(1), "NoSpaceDelay must be at least 00:00:01.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add($"{IngestOptions.Section}:{fault}");
            }
        }
    }
}
