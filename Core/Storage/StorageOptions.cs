namespace Analytics.Storage;

/// <summary>Section <c>Storage</c>: where the two stores lie, each in a folder or in a bucket of S3.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>Folder of the raw store; made where it is missing. Or else <see cref="RawBucket"/>.</summary>
    public string RawPath { get; set; } = "";

    /// <summary>Bucket of the raw store, which must exist.</summary>
    public string RawBucket { get; set; } = "";

    /// <summary>
    /// Folder of the processed store; made where it is missing. Never inside the raw store, nor around it. Or else
    /// <see cref="ProcessedBucket"/>.
    /// </summary>
    public string ProcessedPath { get; set; } = "";

    /// <summary>Bucket of the processed store, which must exist; another one than the raw store's.</summary>
    public string ProcessedBucket { get; set; } = "";

    /// <summary>Whether a write reaches the disk before it is shown. Off only for tests and throw-away data.</summary>
    public bool SyncWrites { get; set; } = true;
}
