using Microsoft.Extensions.Options;

namespace Analytics.Storage;

/// <summary>Lists every fault of the section, so that one start shows them all.</summary>
public sealed class ValidateStorageOptions : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var faults = new List<string>();
        Check("Raw", options.RawPath, options.RawBucket, faults);
        Check("Processed", options.ProcessedPath, options.ProcessedBucket, faults);
        if (options.RawBucket.Length > 0 && options.RawBucket == options.ProcessedBucket)
        {
            faults.Add("Storage:ProcessedBucket must be another bucket than Storage:RawBucket: "
                + "otherwise the platform would read its own output as raw files.");
        }

        if (faults.Count == 0 && options.RawPath.Length > 0 && options.ProcessedPath.Length > 0
            && Overlap(options.RawPath, options.ProcessedPath))
        {
            faults.Add("Storage:ProcessedPath must be outside Storage:RawPath, and the other way round: "
                + "otherwise the platform would read its own output as raw files.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check(string store, string path, string bucket, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(path) == string.IsNullOrWhiteSpace(bucket))
        {
            faults.Add($"Of Storage:{store}Path (a folder) and Storage:{store}Bucket (a bucket of S3) exactly one must be set.");
        }
        else if (path.Contains('\0', StringComparison.Ordinal))
        {
            faults.Add($"Storage:{store}Path must be a path; it holds a NUL.");
        }
        else if (File.Exists(path))
        {
            faults.Add($"Storage:{store}Path must be a folder; '{path}' is a file.");
        }
    }

    private static bool Overlap(string one, string other)
    {
        var a = WithSeparator(one);
        var b = WithSeparator(other);
        return a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal);
    }

    private static string WithSeparator(string path) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar;
}
