namespace Analytics.Storage;

/// <summary>A write was refused because its path is not the store's own: a link, a folder or a hidden name stands there.</summary>
public sealed class UnsafePathException(string message) : IOException(message);
