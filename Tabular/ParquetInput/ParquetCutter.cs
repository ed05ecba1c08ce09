using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;
using ParquetSharp;

namespace Analytics.Tabular.ParquetInput;

/// <summary>
/// Reads rows of a Parquet file and writes each as a line of JSON, which is what quarantine shows of it and what the workers read. The
/// rows are counted by what the columns hold, and each column must hold as many as the footer claims.
/// </summary>
internal sealed class ParquetCutter(
    ParquetFileReader file, IReadOnlyList<InputColumn> columns, long fileBytes, ConversionLimits limits, int blockBytes)
    : IBlockCutter, IDisposable
{
    public const int RowsAtOnce = 1024;

    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private readonly BlockWriter _bytes = new();
    private Utf8JsonWriter? _json;
    private RowGroupReader? _group;
    private int _nextGroup;
    private long _left;
    private long _sequence;

    public long Records { get; private set; }

    private long PlainBytes { get; set; }

    public bool TryCut(Block block)
    {
        block.Sequence = _sequence;
        block.FirstRecord = Records + 1;
        block.FirstLine = Records + 1;
        block.ByteOffset = PlainBytes;
        _bytes.Begin(block.Buffer);
        try
        {
            while (_bytes.Length < blockBytes && HasRow())
            {
                WriteRow();
            }
        }
        catch (Exception fault) when (ParquetFaults.IsOfFile(fault))
        {
            throw ParquetFaults.Of(fault, Records + 1);
        }

        (block.Buffer, block.Length, block.Records) = (_bytes.Buffer, _bytes.Length, (int)(Records + 1 - block.FirstRecord));
        _sequence++;
        return block.Records > 0;
    }

    public void Dispose()
    {
        foreach (var column in columns)
        {
            column.Close();
        }

        _json?.Dispose();
        _group?.Dispose();
    }

    /// <summary>Whether there is another row; opens the next row group where one has ended.</summary>
    private bool HasRow()
    {
        while (_left == 0)
        {
            EndGroup();
            if (_nextGroup == file.FileMetaData.NumRowGroups)
            {
                return false;
            }

            _group = file.RowGroup(_nextGroup++);
            _left = _group.MetaData.NumRows;
            foreach (var column in columns)
            {
                column.Open(_group);
            }
        }

        return true;
    }

    private void EndGroup()
    {
        if (_group is not null)
        {
            foreach (var column in columns)
            {
                column.End();
            }

            _group.Dispose();
            _group = null;
        }
    }

    private void WriteRow()
    {
        var start = _bytes.Length;
        _json ??= new Utf8JsonWriter(_bytes, new JsonWriterOptions { Encoder = Encoder, SkipValidation = true });
        _json.Reset(_bytes);
        _json.WriteStartObject();
        foreach (var column in columns)
        {
            column.WriteNext(_json);
        }

        _json.WriteEndObject();
        _json.Flush();
        _bytes.WriteLineEnd();
        _left--;
        Records++;
        var length = _bytes.Length - start;
        PlainBytes += length;
        CheckLimits(length);
    }

    private void CheckLimits(int length)
    {
        if (length > limits.MaxRecordBytes)
        {
            throw ParquetFaults.TooLarge(
                "record.too_long",
                $"The record has {length:N0} bytes as JSON; at most {limits.MaxRecordBytes:N0} are read.",
                Records, "Ingest:MaxRecordBytes");
        }

        if (PlainBytes > limits.MaxUnpackedBytes)
        {
            throw ParquetFaults.TooLarge(
                "unpacked.too_large",
                $"The file's records have more than {limits.MaxUnpackedBytes:N0} bytes as JSON.",
                Records, "Ingest:MaxUnpackedBytes");
        }

        // Names stand in each line, so that plain rows are already several times larger than packed ones.
        if (PlainBytes > limits.ExpansionFreeBytes && PlainBytes / limits.MaxExpansion / 4 > fileBytes)
        {
            throw ParquetFaults.TooLarge(
                "expansion.too_large",
                $"The file's {fileBytes:N0} bytes unpack to {PlainBytes:N0} bytes and more.",
                Records, "Ingest:MaxExpansion");
        }
    }
}
