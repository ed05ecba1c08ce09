namespace Analytics.Tabular.Constraints;

/// <summary>
/// The values of one <c>unique</c> column so far, in bounded memory whatever their number. Asked by one thread at a
/// time, in the order of the source's records; may throw an <see cref="IOException"/> where it keeps values on disk.
/// </summary>
internal interface IUniqueKeys : IDisposable
{
    /// <summary>Whether the bytes that stand for a value are known.</summary>
    bool Contains(ReadOnlySpan<byte> key);

    /// <summary>Adds the bytes that stand for a value; where they are known already, that does no harm.</summary>
    void Add(ReadOnlySpan<byte> key);
}
