using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Tabular.Blocks;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.ParquetOutput;
using ParquetSharp;
using ParquetSharp.Schema;

namespace Analytics.Tabular.Quarantine;

/// <summary>
/// Writes one worker's broken records, whole, to Parquet as they are met: when every record of a source is broken, no
/// more waits in memory than when none is.
/// </summary>
internal sealed class QuarantineOutput : IDisposable
{
    private const long MaxWaitingBytes = 8 * 1024 * 1024;

    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly BytesBuffer _object = new();
    private readonly PrimitiveBuffer<long> _recordNumber = new();
    private readonly PrimitiveBuffer<long> _lineNumber = new();
    private readonly PrimitiveBuffer<long> _byteOffset = new();
    private readonly PrimitiveBuffer<long> _byteLength = new();
    private readonly BytesBuffer _raw = new();
    private readonly BytesBuffer _violations = new();
    private readonly PrimitiveBuffer<int> _contractVersion = new();
    private readonly RowGroup _rows;
    private readonly FileSeries _files;
    private readonly byte[] _sourceName;
    private readonly int _version;
    private readonly int _rowGroupRows;
    private readonly ArrayBufferWriter<byte> _json = new();

    public QuarantineOutput(string sourceName, int contractVersion, ConversionOptions options, FileDelivery delivery)
    {
        _sourceName = System.Text.Encoding.UTF8.GetBytes(sourceName);
        _version = contractVersion;
        _rowGroupRows = options.RowGroupRows;
        _rows = new RowGroup([_object, _recordNumber, _lineNumber, _byteOffset, _byteLength, _raw, _violations, _contractVersion]);
        _files = new FileSeries(ConvertedFileKind.Quarantine, Schema(), [], options, delivery);
    }

    public ViolationTally Tally { get; } = new();

    /// <summary>Takes a record of a block.</summary>
    public void Add(Block block, RecordPlace record, IReadOnlyList<Violation> violations)
    {
        var (number, start, length) = record;
        var line = block.LineAt(start);
        foreach (var violation in violations)
        {
            Tally.Add(violation, number, line);
        }

        _object.Append(_sourceName);
        _recordNumber.Append(number);
        _lineNumber.Append(line);
        var offset = block.OffsetOf(start);
        _byteOffset.Append(offset);
        _byteLength.Append(block.OffsetOf(start + length) - offset);
        _raw.Append(block.Bytes.Slice(start, length));
        _violations.Append(ToJson(violations));
        _contractVersion.Append(_version);
        if (_rows.Rows >= _rowGroupRows || _raw.ValueBytes + _violations.ValueBytes >= MaxWaitingBytes)
        {
            _files.Write(_rows);
        }
    }

    public Task DeliverIfFullAsync(CancellationToken cancellationToken) => _files.DeliverIfFullAsync(cancellationToken);

    /// <summary>Writes and hands over all that is left.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken)
    {
        _files.Write(_rows);
        return _files.DeliverAsync(cancellationToken);
    }

    public void Dispose() => _files.Dispose();

    private static GroupNode Schema() => new("schema", Repetition.Required,
    [
        ParquetColumns.Node("object", LogicalType.String(), PhysicalType.ByteArray),
        ParquetColumns.Node("record_number", LogicalType.None(), PhysicalType.Int64),
        ParquetColumns.Node("line_number", LogicalType.None(), PhysicalType.Int64),
        ParquetColumns.Node("byte_offset", LogicalType.None(), PhysicalType.Int64),
        ParquetColumns.Node("byte_length", LogicalType.None(), PhysicalType.Int64),
        ParquetColumns.Node("raw", LogicalType.None(), PhysicalType.ByteArray),
        ParquetColumns.Node("violations", LogicalType.String(), PhysicalType.ByteArray),
        ParquetColumns.Node("contract_version", LogicalType.None(), PhysicalType.Int32),
    ]);

    private ReadOnlySpan<byte> ToJson(IReadOnlyList<Violation> violations)
    {
        _json.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_json, JsonOptions);
        json.WriteStartArray();
        foreach (var violation in violations)
        {
            json.WriteStartObject();
            json.WriteString("column", violation.Column);
            json.WriteString("rule", violation.Rule);
            json.WriteString("value", violation.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return _json.WrittenSpan;
    }
}
