using ParquetSharp;

namespace Analytics.Results.Copy;

/// <summary>
/// A column of bytes that lie in the reader's own memory, which holds them until it moves to the next page: they are copied batch by
/// batch. Text goes to the database as the UTF-8 that it is.
/// </summary>
internal sealed class BytesColumn(ColumnReader<ByteArray> reader, bool isJson, bool nullable, int batch) : CopyColumn
{
    // The version of jsonb's binary form.
    private const byte JsonVersion = 1;

    private readonly ByteArray[] _views = new ByteArray[batch];
    private readonly short[] _levels = new short[nullable ? batch : 0];
    private readonly int[] _ends = new int[batch];
    private byte[] _bytes = new byte[64 * 1024];
    private int _nextRow;
    private int _nextValue;

    public override void Read(int rows)
    {
        _nextRow = 0;
        _nextValue = 0;
        var (read, values, length) = (0, 0, 0);
        while (read < rows)
        {
            var levels = nullable ? _levels.AsSpan(read, rows - read) : default;
            read += checked((int)reader.ReadBatch(rows - read, levels, default, _views.AsSpan(0, rows - read), out var found));
            for (var at = 0; at < found; at++)
            {
                length = Append(_views[at], length);
                _ends[values++] = length;
            }

            if (found == 0 && !reader.HasNext && read < rows)
            {
                throw new InvalidDataException("A column of the output ends before its row group does.");
            }
        }
    }

    public override void WriteNext(CopyBuffer buffer)
    {
        if (nullable && _levels[_nextRow++] == 0)
        {
            buffer.WriteNull();
            return;
        }

        var start = _nextValue == 0 ? 0 : _ends[_nextValue - 1];
        var value = _bytes.AsSpan(start, _ends[_nextValue++] - start);
        buffer.WriteInt32(isJson ? value.Length + 1 : value.Length);
        if (isJson)
        {
            buffer.WriteByte(JsonVersion);
        }

        buffer.WriteBytes(value);
    }

    public override void Dispose() => reader.Dispose();

    private unsafe int Append(ByteArray view, int length)
    {
        var end = checked(length + view.Length);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(end, (int)Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        }

        new ReadOnlySpan<byte>((void*)view.Pointer, view.Length).CopyTo(_bytes.AsSpan(length));
        return end;
    }
}
