using Npgsql;

using NpgsqlTypes;

using ParquetSharp;
using ParquetSharp.Schema;

namespace Analytics.Results.Snapshots;

/// <summary>A column whose values are bytes: texts, identifiers, wide decimals.</summary>
/// <param name="length">Of each value; null where they differ.</param>
internal sealed class BytesSnapshotColumn<TDatabase>(Node node, NpgsqlDbType type, Func<TDatabase, byte[]> convert, int? length)
    : SnapshotColumn(node)
{
    private readonly List<int> _ends = [];
    private byte[] _bytes = new byte[64 * 1024];

    public override long Bytes => Length;

    private int Length => _ends.Count == 0 ? 0 : _ends[^1];

    private protected override async ValueTask ReadValueAsync(NpgsqlBinaryExporter rows, CancellationToken cancellationToken)
    {
        var value = convert(await rows.ReadAsync<TDatabase>(type, cancellationToken));
        var end = checked(Length + value.Length);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(end, (int)Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        }

        value.CopyTo(_bytes, Length);
        _ends.Add(end);
    }

    private protected override unsafe void WriteValues(ColumnWriter writer)
    {
        short[] levels = [.. Levels];
        fixed (byte* bytes = _bytes)
        {
            if (length is { } fixedLength)
            {
                var values = new FixedLenByteArray[_ends.Count];
                for (var at = 0; at < values.Length; at++)
                {
                    values[at] = new FixedLenByteArray((nint)(bytes + ((long)at * fixedLength)));
                }

                ((ColumnWriter<FixedLenByteArray>)writer).WriteBatch(levels.Length, levels, default, values);
            }
            else
            {
                var values = new ByteArray[_ends.Count];
                for (var at = 0; at < values.Length; at++)
                {
                    var start = at == 0 ? 0 : _ends[at - 1];
                    values[at] = new ByteArray((nint)(bytes + start), _ends[at] - start);
                }

                ((ColumnWriter<ByteArray>)writer).WriteBatch(levels.Length, levels, default, values);
            }
        }

        _ends.Clear();
    }
}
