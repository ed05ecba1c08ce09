using Analytics.Core.Datasets;
using Analytics.Core.Storage;
using Analytics.Tabular.Conversion;

namespace Analytics.Ingestor.Ingest;

/// <summary>Moves an attempt's files into the processed store, under keys that no other attempt has; nothing names them yet.</summary>
public sealed class ProcessedSink(IObjectStore processed, string dataset, string attempt, CrashPoints crash) : IConvertedFileSink
{
    private readonly List<NewFile> _data = [];
    private readonly List<NewQuarantineFile> _quarantine = [];

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
            await PutAsync(key, file.Path, cancellationToken);
        }

        crash.Reach(CrashPoints.Write);
    }

    /// <summary>Removes all files that were put; for attempts whose commit was never begun, or named none of them.</summary>
    public async Task DiscardAsync(CancellationToken cancellationToken)
    {
        foreach (var key in _data.Select(file => file.Key).Concat(_quarantine.Select(file => file.Key)))
        {
            await processed.DeleteAsync(ObjectKey.Parse(key), cancellationToken);
        }
    }

    private async Task PutAsync(ObjectKey key, string path, CancellationToken cancellationToken)
    {
        if (await processed.PutFileAsync(key, path, PutCondition.IfAbsent, cancellationToken) is null)
        {
            throw new InvalidOperationException($"The key '{key}' of this attempt alone is taken.");
        }
    }
}
