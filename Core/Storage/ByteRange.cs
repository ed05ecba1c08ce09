namespace Analytics.Storage;

/// <summary>Part of an object: <paramref name="Length"/> bytes from <paramref name="Offset"/>; to the end where it is null.</summary>
public readonly record struct ByteRange(long Offset, long? Length = null);
