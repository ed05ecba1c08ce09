using System.Text.Json;
using ParquetSharp;

namespace Analytics.Tabular.ParquetInput;

/// <summary>
/// A column of a physical type. The library gives at most a page's rows at once, and texts are its own until its next read: so each
/// column loads when it has run out, whatever the others have left.
/// </summary>
internal sealed class ParquetValueColumn<T>(string name, int index, bool isOptional, Action<Utf8JsonWriter, T> write) : InputColumn(name)
    where T : unmanaged
{
    private readonly T[] _values = new T[ParquetCutter.RowsAtOnce];
    private readonly short[] _levels = new short[ParquetCutter.RowsAtOnce];
    private ColumnReader<T>? _reader;
    private long _claimed;
    private long _read;
    private int _loaded;
    private int _row;
    private int _value;

    public override void Open(RowGroupReader rows)
    {
        Close();
        _reader = (ColumnReader<T>)rows.Column(index);
        (_claimed, _read, _loaded, _row) = (rows.MetaData.NumRows, 0, 0, 0);
    }

    public override void WriteNext(Utf8JsonWriter json)
    {
        if (_row == _loaded && !TryLoad())
        {
            throw ParquetFaults.LyingFooter(Name, _claimed, _read);
        }

        if (isOptional && _levels[_row++] == 0)
        {
            json.WriteNull(JsonName);
            return;
        }

        _row += isOptional ? 0 : 1;
        json.WritePropertyName(JsonName);
        write(json, _values[_value++]);
    }

    public override void End()
    {
        if (_row < _loaded || TryLoad())
        {
            throw ParquetFaults.LyingFooter(Name, _claimed, _read);
        }
    }

    public override void Close()
    {
        _reader?.Dispose();
        _reader = null;
    }

    private bool TryLoad()
    {
        var reader = _reader ?? throw new InvalidOperationException("No row group was opened.");
        _loaded = (int)reader.ReadBatch(ParquetCutter.RowsAtOnce, isOptional ? _levels : null, null, _values, out _);
        (_row, _value) = (0, 0);
        _read += _loaded;
        return _loaded > 0;
    }
}
