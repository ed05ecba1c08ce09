namespace Analytics.Storage;

/// <summary>
/// Objects under keys: a directory on one machine, a bucket in the cloud. Each implementation passes the same conformance suite.
/// Readers never see half an object; a key is checked (<see cref="ObjectKey"/>) before it reaches any store.
/// </summary>
public interface IObjectStore
{
    /// <summary>Whether an object may be seen while others still write it, as files are that people copy into a directory.</summary>
    bool MayShowUnfinished { get; }

    /// <summary>Whether <see cref="FetchAsync"/> makes copies, which take space where they are put.</summary>
    bool FetchCopies { get; }

    /// <summary>
    /// The address by which programs of other machines (Spark, Hadoop) know the object, or all that lies below it:
    /// <c>s3://bucket/key</c>, <c>file:///folder/key</c>. Nothing in it is escaped, as Hadoop's paths are not.
    /// </summary>
    string AddressOf(ObjectKey key);

    /// <summary>The object's entry, or null where there is none.</summary>
    Task<ObjectEntry?> FindAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Opens the object as <paramref name="etag"/> names it; null when it is gone or is another by now. The stream throws
    /// <see cref="ObjectChangedException"/> when the object is overwritten while it is read. It tells its length, though it may not be
    /// able to seek: how far an archive may unpack goes by it.
    /// </summary>
    Task<Stream?> OpenReadAsync(ObjectKey key, string etag, ByteRange? range, CancellationToken cancellationToken);

    /// <summary>Writes the whole stream, then shows it under its key at once; null when the condition did not hold.</summary>
    Task<ObjectEntry?> PutAsync(ObjectKey key, Stream content, PutCondition condition, CancellationToken cancellationToken);

    /// <summary>As <see cref="PutAsync"/>, from a closed file that the store may take over (move) instead of copying it.</summary>
    Task<ObjectEntry?> PutFileAsync(ObjectKey key, string path, PutCondition condition, CancellationToken cancellationToken);

    /// <summary>Entries whose key begins with <paramref name="prefix"/>, in the order of the keys' UTF-8 bytes.</summary>
    IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>As <see cref="ListAsync"/>, and with it the names that the store refuses to read, each with its reason.</summary>
    IAsyncEnumerable<ScannedName> ScanAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Copies an object under another key; null when there is no such object.</summary>
    Task<ObjectEntry?> CopyAsync(ObjectKey source, ObjectKey target, CancellationToken cancellationToken);

    /// <summary>Removes the object; one that is gone already is no fault.</summary>
    Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the object as <paramref name="etag"/> names it; false where it is gone or another by now, which then stays.
    /// </summary>
    Task<bool> DeleteAsync(ObjectKey key, string etag, CancellationToken cancellationToken);

    /// <summary>Removes what own unfinished writes begun before a moment left behind; returns how many.</summary>
    /// <param name="before">So long ago that no write that goes on began then.</param>
    /// <param name="isOwn">Whether a key is one that the platform writes. Uploads under other keys are those of somebody else.</param>
    /// <param name="cancellationToken">Stops between two removals.</param>
    Task<int> AbortStaleWritesAsync(DateTimeOffset before, Func<string, bool> isOwn, CancellationToken cancellationToken);

    /// <summary>
    /// A local path whose content is the object: the file itself where the store is a directory, else a copy under
    /// <paramref name="directory"/>. Null when there is no such object. For engines that read files.
    /// </summary>
    Task<string?> FetchAsync(ObjectKey key, string directory, CancellationToken cancellationToken);

    /// <summary>
    /// A copy under <paramref name="directory"/> of which only the last bytes are there as yet. Null where there is no such object of that
    /// length, or where the store makes no copies.
    /// </summary>
    /// <param name="key">The object's key.</param>
    /// <param name="length">The object's length, as whoever asks knows it.</param>
    /// <param name="bytes">How many of its last bytes; at most all.</param>
    /// <param name="directory">Where the copy goes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<PartialCopy?> FetchEndAsync(ObjectKey key, long length, int bytes, string directory, CancellationToken cancellationToken);
}
