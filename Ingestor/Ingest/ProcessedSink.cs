using Analytics.Datasets;
using Analytics.Storage;
using Analytics.Tabular.Conversion;

namespace Analytics.Ingestor.Ingest;

/// <summary>Moves an attempt's files into the processed store, under keys that no other attempt has; nothing names them yet.</summary>
public sealed class ProcessedSink(IObjectStore processed, string dataset, string attempt, CrashPoints crash) : IConvertedFileSink
{
    private readonly List<NewFile> _data = [];
    private readonly List<NewQuarantineFile> _quarantine = [];
    private readonly RejectedSample _sample = new();

    public IReadOnlyList<NewFile> Data => _data;

    public IReadOnlyList<NewQuarantineFile> Quarantine => _quarantine;

    public async Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken)
    {
        if (file.Kind == ConvertedFileKind.Data)
        {
            var key = DatasetKeys.Data(dataset, attempt, _data.Count + 1);
            _data.Add(new NewFile(key.Value, file.Rows, file.Bytes, file.Partition.ToDictionary()));
            await PutAsync(key, file.Path, cancellationToken);
        }
        else
        {
            var key = DatasetKeys.QuarantineOf(dataset, attempt, _quarantine.Count + 1);
            _quarantine.Add(new NewQuarantineFile(key.Value, file.Rows, file.Bytes));
            await Task.Run(() => _sample.Add(file.Path), cancellationToken);
            await PutAsync(key, file.Path, cancellationToken);
        }

        crash.Reach(CrashPoints.Write);
    }

    /// <summary>
    /// Puts the first broken records as the one quarantine file of an attempt that is rejected: they show people what is wrong. No file
    /// where there is no broken record.
    /// </summary>
    public async Task<IReadOnlyList<NewQuarantineFile>> PutSampleAsync(string scratch, CancellationToken cancellationToken)
    {
        if (_sample.Records == 0)
        {
            return [];
        }

        var path = Path.Combine(scratch, "rejected.parquet");
        await Task.Run(() => _sample.Write(path), cancellationToken);
        var key = DatasetKeys.QuarantineOf(dataset, attempt, _quarantine.Count + 1);
        var file = new NewQuarantineFile(key.Value, _sample.Records, new FileInfo(path).Length);
        _quarantine.Add(file);
        await PutAsync(key, path, cancellationToken);
        return [file];
    }

    /// <summary>Removes the files that were put, but for those that the commit named.</summary>
    public async Task DiscardAsync(IReadOnlyList<NewQuarantineFile> named, CancellationToken cancellationToken)
    {
        foreach (var key in _data.Select(file => file.Key).Concat(_quarantine.Except(named).Select(file => file.Key)))
        {
            await processed.DeleteAsync(ObjectKey.Parse(key), cancellationToken);
        }
    }

    private async Task PutAsync(ObjectKey key, string path, CancellationToken cancellationToken)
    {
        if (await processed.PutFileAsync(key, path, PutCondition.IfAbsent, cancellationToken) is null)
        {
            throw new InvalidOperationException($"The key '{key}' is unique to this attempt, but already exists.");
        }
    }
}
