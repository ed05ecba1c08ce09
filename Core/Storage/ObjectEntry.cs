namespace Analytics.Storage;

/// <summary>What a store says of an object.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Etag">Changes whenever the content may have changed. In a directory: size, time and inode.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedAt">When it was written, by the store's clock.</param>
public sealed record ObjectEntry(ObjectKey Key, string Etag, long Size, DateTimeOffset ModifiedAt);
