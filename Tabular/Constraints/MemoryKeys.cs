using Analytics.Tabular.ParquetOutput;

namespace Analytics.Tabular.Constraints;

/// <summary>Keys of a column of few values, all in memory.</summary>
internal sealed class MemoryKeys : IUniqueKeys
{
    private readonly HashSet<byte[]> _keys = new(PartitionKeyComparer.Instance);

    public bool TryAdd(ReadOnlySpan<byte> key) => _keys.Add(key.ToArray());

    public void Dispose() => _keys.Clear();
}
