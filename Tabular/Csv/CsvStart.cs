using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Transcoding;

namespace Analytics.Tabular.Csv;

/// <summary>
/// The beginning of a CSV source, up to the end of its first record. Read byte by byte and with every cap in force,
/// since nothing is known of the source yet: it may have one line of gigabytes, or a million columns.
/// </summary>
internal sealed class CsvStart
{
    private const int ReadBytes = 64 * 1024;

    private readonly TextEncoding _encoding;
    private readonly long _byteOffset;

    private CsvStart(byte[] bytes, long byteOffset, TextEncoding encoding, CsvStartScanner scanner)
    {
        (Bytes, _byteOffset, _encoding) = (bytes, byteOffset, encoding);
        FirstRecord = scanner.Fields;
        (Skipped, SkippedLines) = (scanner.RecordStart, scanner.RecordStartLines);
        (End, EndLines) = (scanner.Position, scanner.Lines);
    }

    /// <summary>What was read of the source so far, but what was let go before the first record.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Empty where the source has no record.</summary>
    public IReadOnlyList<byte[]> FirstRecord { get; }

    /// <summary>Where the first record begins, behind a byte-order mark, blank lines, comments.</summary>
    public int Skipped { get; }

    public long SkippedLines { get; }

    /// <summary>Where the first record ends, behind its line end.</summary>
    public int End { get; }

    public long EndLines { get; }

    public static CsvStart Read(Stream plain, TableSchema schema, ConversionLimits limits)
    {
        var encoding = schema.Encoding;
        var scanner = new CsvStartScanner(schema.Dialect, TakesBlankLines(schema), limits);
        long byteOffset = SourceBytes.BeforeText(encoding);
        var bytes = new byte[ReadBytes];
        var length = 0;
        while (true)
        {
            if (length == bytes.Length)
            {
                // Blank lines and comments before the first record may go on for gigabytes: they are let go.
                var dropped = scanner.DropSkipped();
                byteOffset += SourceBytes.Of(encoding, bytes.AsSpan(0, dropped));
                bytes.AsSpan(dropped).CopyTo(bytes);
                length -= dropped;
                if (length > bytes.Length / 2)
                {
                    Array.Resize(ref bytes, bytes.Length * 2);
                }
            }

            var read = plain.ReadAtLeast(bytes.AsSpan(length), Math.Min(ReadBytes, bytes.Length - length), throwOnEndOfStream: false);
            length += read;
            try
            {
                if (scanner.TryScan(bytes.AsSpan(0, length), isAtEnd: read == 0))
                {
                    Array.Resize(ref bytes, length);
                    return new CsvStart(bytes, byteOffset, encoding, scanner);
                }
            }
            catch (FileFaultException found) when (found.Fault.ByteOffset is { } position)
            {
                // The scanner knows places in what is kept; people look for them in the source.
                var place = byteOffset + SourceBytes.Of(encoding, bytes.AsSpan(0, (int)position));
                throw new FileFaultException(found.Fault with { ByteOffset = place });
            }
        }
    }

    /// <summary>A header is no blank line; a first record may be one, where the file has one column.</summary>
    private static bool TakesBlankLines(TableSchema schema) =>
        !schema.Dialect.Header && CsvColumnMap.WithoutHeader(schema).TakesBlankLines;

    /// <summary>Where a place in <see cref="Bytes"/> is found in the unpacked source, in its bytes.</summary>
    public long OffsetOf(int position) => _byteOffset + SourceBytes.Of(_encoding, Bytes.Span[..position]);
}
