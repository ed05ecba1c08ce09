namespace Analytics.Tabular.Constraints;

/// <summary>
/// The values of one <c>unique</c> column so far, in bounded memory whatever their number. Asked by one thread at a
/// time, in the order of the source's records; may throw an <see cref="IOException"/> where it keeps values on disk.
/// </summary>
internal interface IUniqueKeys : IDisposable
{
    /// <summary>Adds the bytes that stand for a value; false where they are known already.</summary>
    bool TryAdd(ReadOnlySpan<byte> key);
}
