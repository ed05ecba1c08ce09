using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;

namespace Analytics.Tabular.Csv;

/// <summary>
/// Cuts CSV whose only special character is the doubled quote: a record ends at a line feed behind an even number of
/// quotes. Blank lines are records only where a file has one column.
/// </summary>
internal sealed class QuotedCsvCutter(BlockFiller filler, byte delimiter, byte? quote, bool takesBlankLines, ConversionLimits limits)
    : IBlockCutter
{
    public long Records { get; private set; }

    public bool TryCut(Block block)
    {
        filler.Begin(block);
        while (true)
        {
            var scan = new Scan(block, quote, takesBlankLines, limits);
            scan.Run();
            if (scan.IsOpen && filler.IsAtEnd)
            {
                throw Unterminated(block, scan);
            }

            var end = filler.IsAtEnd ? scan.Finish() : scan.RecordStart;
            if (end > 0 || (filler.IsAtEnd && block.Length == 0))
            {
                block.FirstRecord = Records + 1;
                block.Records = scan.Records;
                Records += scan.Records;
                filler.End(block, end);
                return end > 0;
            }

            if (!filler.TryGrow(block, limits))
            {
                throw scan.IsOpen
                    ? Unterminated(block, scan)
                    : CsvFaults.RecordTooLong(block, scan.RecordStart, block.Length - scan.RecordStart, limits);
            }
        }
    }

    private FileFaultException Unterminated(Block block, Scan scan) =>
        (quote is { } quoteByte ? MisplacedQuote.Find(block, Records + 1, delimiter, quoteByte, takesBlankLines) : null)
        ?? CsvFaults.UnterminatedQuote(block, Records + scan.Records + 1, scan.RecordStart);

    /// <summary>One look over a block from its start, where a record begins.</summary>
    private ref struct Scan(Block block, byte? quote, bool takesBlankLines, ConversionLimits limits)
    {
        private const int Step = 64;

        private readonly ReadOnlySpan<byte> _bytes = block.Bytes;
        private bool _insideQuotes;

        public int Records { get; private set; }

        /// <summary>Whether a quote was opened and not closed.</summary>
        public readonly bool IsOpen => _insideQuotes;

        /// <summary>Where the record begins that has not ended yet.</summary>
        public int RecordStart { get; private set; }

        public void Run()
        {
            var start = 0;
            for (; start + Step <= _bytes.Length; start += Step)
            {
                ScanStep(_bytes.Slice(start, Step), start);
            }

            if (start < _bytes.Length)
            {
                Span<byte> last = stackalloc byte[Step];
                last.Clear();
                _bytes[start..].CopyTo(last);
                ScanStep(last, start);
            }
        }

        /// <summary>Ends the last record, which has no line end; returns where the source ends.</summary>
        public int Finish()
        {
            var line = _bytes[RecordStart..];
            if (takesBlankLines ? !line.IsEmpty : IsRecord(line))
            {
                CheckLength(_bytes.Length - RecordStart);
                Records++;
            }

            return _bytes.Length;
        }

        private void ScanStep(scoped ReadOnlySpan<byte> step, int start)
        {
            var ends = Matches(step, (byte)'\n');
            if (quote is { } quoteByte)
            {
                ends = OutsideQuotes(ends, Matches(step, quoteByte));
            }

            for (; ends != 0; ends &= ends - 1)
            {
                EndRecord(start + BitOperations.TrailingZeroCount(ends));
            }
        }

        private void EndRecord(int lineEnd)
        {
            var record = _bytes[RecordStart..lineEnd];
            if (takesBlankLines || IsRecord(record))
            {
                CheckLength(record.Length + 1);
                Records++;
            }

            RecordStart = lineEnd + 1;
        }

        private readonly void CheckLength(int length)
        {
            if (length > limits.MaxRecordBytes)
            {
                throw CsvFaults.RecordTooLong(block, RecordStart, length, limits);
            }
        }

        private static bool IsRecord(ReadOnlySpan<byte> line) => !line.IsEmpty && (line.Length > 1 || line[0] != '\r');

        /// <summary>
        /// Quote by quote, since few steps hold any: shares nothing with the structural index of the reader.
        /// </summary>
        private ulong OutsideQuotes(ulong ends, ulong quotes)
        {
            var outside = _insideQuotes ? 0 : ulong.MaxValue;
            for (; quotes != 0; quotes &= quotes - 1)
            {
                outside ^= ulong.MaxValue << BitOperations.TrailingZeroCount(quotes);
                _insideQuotes = !_insideQuotes;
            }

            return ends & outside;
        }

        private static ulong Matches(ReadOnlySpan<byte> step, byte value)
        {
            ref var first = ref MemoryMarshal.GetReference(step);
            var wanted = Vector256.Create(value);
            var low = Vector256.Equals(Vector256.LoadUnsafe(ref first), wanted).ExtractMostSignificantBits();
            var high = Vector256.Equals(Vector256.LoadUnsafe(ref first, 32), wanted).ExtractMostSignificantBits();
            return low | ((ulong)high << 32);
        }
    }
}
