namespace Analytics.Core.Storage;

/// <summary>Section <c>Storage</c>: where the two stores lie.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>Folder of the raw store; made where it is missing.</summary>
    public string RawPath { get; set; } = "";

    /// <summary>Folder of the processed store; made where it is missing. Never inside the raw store, nor around it.</summary>
    public string ProcessedPath { get; set; } = "";

    /// <summary>Whether a write reaches the disk before it is shown. Off only for tests and throw-away data.</summary>
    public bool SyncWrites { get; set; } = true;
}
