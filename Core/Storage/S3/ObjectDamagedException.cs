namespace Analytics.Core.Storage.S3;

/// <summary>The bytes that arrived do not have the checksum that the store keeps: they were damaged on the way, or in the store.</summary>
public sealed class ObjectDamagedException(ObjectKey key)
    : IOException($"What was read of '{key}' does not have the SHA-256 that the store keeps of it. Nothing of it was taken; it is read again. "
        + "If this comes back, upload the object anew.")
{
    public ObjectKey Key { get; } = key;
}
