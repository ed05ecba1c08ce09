using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Csv;

/// <summary>
/// The beginning of a CSV source, up to the end of its first record. Read byte by byte and with every cap in force,
/// since nothing is known of the source yet: it may have one line of gigabytes, or a million columns.
/// </summary>
internal sealed class CsvStart
{
    private const int ReadBytes = 64 * 1024;

    private CsvStart(byte[] bytes, CsvStartScanner scanner)
    {
        (Bytes, ByteOffset) = (bytes, scanner.ByteOffset);
        FirstRecord = scanner.Fields;
        (Skipped, SkippedLines) = (scanner.RecordStart, scanner.RecordStartLines);
        (End, EndLines) = (scanner.Position, scanner.Lines);
    }

    /// <summary>What was read of the source so far, but what was let go before the first record.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Where <see cref="Bytes"/> begin in the source.</summary>
    public long ByteOffset { get; }

    /// <summary>Empty where the source has no record.</summary>
    public IReadOnlyList<byte[]> FirstRecord { get; }

    /// <summary>Where the first record begins, behind a byte-order mark, blank lines, comments.</summary>
    public int Skipped { get; }

    public long SkippedLines { get; }

    /// <summary>Where the first record ends, behind its line end.</summary>
    public int End { get; }

    public long EndLines { get; }

    public static CsvStart Read(Stream plain, Dialect dialect, ConversionLimits limits)
    {
        var scanner = new CsvStartScanner(dialect, limits);
        var bytes = new byte[ReadBytes];
        var length = 0;
        while (true)
        {
            if (length == bytes.Length)
            {
                // Blank lines and comments before the first record may go on for gigabytes: they are let go.
                var dropped = scanner.DropSkipped();
                bytes.AsSpan(dropped).CopyTo(bytes);
                length -= dropped;
                if (length > bytes.Length / 2)
                {
                    Array.Resize(ref bytes, bytes.Length * 2);
                }
            }

            var read = plain.ReadAtLeast(bytes.AsSpan(length), Math.Min(ReadBytes, bytes.Length - length), throwOnEndOfStream: false);
            length += read;
            if (scanner.TryScan(bytes.AsSpan(0, length), isAtEnd: read == 0))
            {
                Array.Resize(ref bytes, length);
                return new CsvStart(bytes, scanner);
            }
        }
    }
}
