using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Json;

/// <summary>Opens NDJSON and JSON arrays.</summary>
internal static class JsonSource
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static RecordSource OpenLines(Stream plain, TableSchema schema, ConversionOptions options)
    {
        var (stream, offset) = SkipMark(plain);
        var filler = new BlockFiller(stream, options.BlockBytes, offset);
        return new RecordSource(new JsonLineCutter(filler, options.Limits), () => new JsonLineReader(new JsonRecord(schema)), []);
    }

    public static RecordSource OpenArray(Stream plain, TableSchema schema, ConversionOptions options)
    {
        var (stream, offset) = SkipMark(plain);
        var filler = new BlockFiller(stream, options.BlockBytes, offset);
        return new RecordSource(new JsonArrayCutter(filler, options.Limits), () => new JsonArrayReader(new JsonRecord(schema)), []);
    }

    private static (Stream Stream, int Offset) SkipMark(Stream plain)
    {
        var head = new byte[ByteOrderMark.Length];
        var length = plain.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (length == 0)
        {
            throw new FileFaultException(SourceFaults.Empty);
        }

        return head.AsSpan().SequenceEqual(ByteOrderMark) ? (plain, head.Length) : (new PrefixedStream(head.AsMemory(0, length), plain), 0);
    }
}
