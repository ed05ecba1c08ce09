namespace Analytics.Storage.S3;

/// <summary>The bytes that arrived do not have the checksum that the store keeps: they were damaged on the way, or in the store.</summary>
public sealed class ObjectDamagedException(ObjectKey key)
    : IOException($"What was read of '{key}' does not have the SHA-256 that the store keeps of it. Nothing was loaded; it is read again. "
        + "If this happens again, upload the object again.")
{
    public ObjectKey Key { get; } = key;
}
