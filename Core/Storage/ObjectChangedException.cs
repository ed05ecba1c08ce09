namespace Analytics.Storage;

/// <summary>The object that is being read was overwritten or removed; what was read so far belongs to no object that exists.</summary>
public sealed class ObjectChangedException(ObjectKey key)
    : IOException($"The object '{key}' was overwritten or removed while it was read; the new file is read instead.")
{
    public ObjectKey Key { get; } = key;
}
