using Amazon.S3.Model;

namespace Analytics.Storage.S3;

/// <summary>One write of one object; the object carries the write's id, so that its writer knows it again.</summary>
internal sealed record S3Write(string Id, string? IfNoneMatch)
{
    /// <summary>Metadata of objects that the platform wrote.</summary>
    public const string Name = "write-id";

    public static S3Write New(PutCondition condition) =>
        new(Guid.NewGuid().ToString("N"), condition == PutCondition.IfAbsent ? "*" : null);

    /// <summary>Whether the object that is there is what this write made.</summary>
    public bool Made(GetObjectMetadataResponse head) => head.Metadata[Name] == Id;
}
