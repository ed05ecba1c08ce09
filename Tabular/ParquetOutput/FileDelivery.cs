using Analytics.Tabular.Conversion;

namespace Analytics.Tabular.ParquetOutput;

/// <summary>
/// Names the files of a conversion and hands them to the sink, one at a time. What was never handed over, and what
/// the sink left where it was, is removed when the conversion does not succeed.
/// </summary>
internal sealed class FileDelivery(ConversionOptions options, IConvertedFileSink sink) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly List<string> _paths = [];
    private readonly List<ConvertedFile> _delivered = [];

    public IReadOnlyList<ConvertedFile> Delivered => _delivered;

    /// <summary>The partitions that files were begun for, by any worker.</summary>
    public PartitionKeys PartitionKeys { get; } = new(options.Limits);

    public long RowsOf(ConvertedFileKind kind) => _delivered.Where(file => file.Kind == kind).Sum(file => file.Rows);

    public string NewPath()
    {
        var path = Path.Combine(options.ScratchDirectory, $"{Guid.NewGuid():N}.parquet");
        lock (_paths)
        {
            _paths.Add(path);
        }

        return path;
    }

    public async Task DeliverAsync(ConvertedFile file, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await sink.AcceptAsync(file, cancellationToken);
            _delivered.Add(file);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Removes all files that are still in the scratch directory, but for those that are kept.</summary>
    public void RemoveAll(IReadOnlyList<ConvertedFile>? kept = null)
    {
        foreach (var path in _paths.Except((kept ?? []).Select(file => file.Path)))
        {
            File.Delete(path);
        }
    }

    public void Dispose() => _oneAtATime.Dispose();
}
