using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Transcoding;

namespace Analytics.Tabular.Json;

/// <summary>Opens NDJSON and JSON arrays.</summary>
internal static class JsonSource
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static RecordSource OpenLines(Stream plain, TableSchema schema, ConversionOptions options)
    {
        var (stream, mark) = SkipMark(plain, schema.Encoding);
        var filler = new BlockFiller(stream, options.BlockBytes, mark, schema.Encoding);
        return new RecordSource(new JsonLineCutter(filler, options.Limits), () => new JsonLineReader(new JsonRecord(schema)), []);
    }

    public static RecordSource OpenArray(Stream plain, TableSchema schema, ConversionOptions options)
    {
        var (stream, mark) = SkipMark(plain, schema.Encoding);
        var filler = new BlockFiller(stream, options.BlockBytes, mark, schema.Encoding);
        return new RecordSource(new JsonArrayCutter(filler, options.Limits), () => new JsonArrayReader(new JsonRecord(schema)), []);
    }

    /// <summary>The stream behind a byte-order mark, and where it begins in the source.</summary>
    private static (Stream Stream, long ByteOffset) SkipMark(Stream plain, TextEncoding encoding)
    {
        var begin = SourceBytes.BeforeText(encoding);
        var head = new byte[ByteOrderMark.Length];
        var length = plain.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (length == 0)
        {
            throw new FileFaultException(SourceFaults.Empty);
        }

        return head.AsSpan().SequenceEqual(ByteOrderMark)
            ? (plain, begin + SourceBytes.Of(encoding, head))
            : (new PrefixedStream(head.AsMemory(0, length), plain), begin);
    }
}
