using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Npgsql;

using NpgsqlTypes;

using ParquetSharp;
using ParquetSharp.Schema;

namespace Analytics.Results.Snapshots;

/// <summary>A column whose values stand for themselves.</summary>
internal sealed class FixedSnapshotColumn<TDatabase, TParquet>(Node node, NpgsqlDbType type, Func<TDatabase, TParquet> convert)
    : SnapshotColumn(node)
    where TParquet : unmanaged
{
    private readonly List<TParquet> _values = [];

    public override long Bytes => (long)_values.Count * Unsafe.SizeOf<TParquet>();

    private protected override async ValueTask ReadValueAsync(NpgsqlBinaryExporter rows, CancellationToken cancellationToken) =>
        _values.Add(convert(await rows.ReadAsync<TDatabase>(type, cancellationToken)));

    private protected override void WriteValues(ColumnWriter writer)
    {
        ((ColumnWriter<TParquet>)writer).WriteBatch(
            Levels.Count, CollectionsMarshal.AsSpan(Levels), default, CollectionsMarshal.AsSpan(_values));
        _values.Clear();
    }
}
