using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Csv;

/// <summary>
/// Finds the fields of the first record, byte by byte behind blank lines, unless such a line is a record; goes on where it stopped when
/// more of the source has been read.
/// </summary>
internal sealed class CsvStartScanner(Dialect dialect, bool takesBlankLines, ConversionLimits limits)
{
    private readonly byte _delimiter = (byte)dialect.Delimiter;
    private readonly byte? _quote = (byte?)dialect.QuoteChar;
    private readonly byte? _escape = dialect.EscapeChar == dialect.QuoteChar ? null : (byte?)dialect.EscapeChar;
    private readonly byte? _comment = (byte?)dialect.CommentChar;
    private readonly List<byte[]> _fields = [];
    private readonly List<byte> _field = [];
    private State _state = State.RecordStart;
    private bool _hasCarriageReturn;
    private bool _isBegun;

    private enum State
    {
        RecordStart,
        FieldStart,
        Unquoted,
        Quoted,
        QuoteInQuoted,
        Comment,
    }

    public IReadOnlyList<byte[]> Fields => _fields;

    /// <summary>Where the next byte stands; once the record was found, where it ends.</summary>
    public int Position { get; private set; }

    /// <summary>Line ends before <see cref="Position"/>.</summary>
    public long Lines { get; private set; }

    public int RecordStart { get; private set; }

    public long RecordStartLines { get; private set; }

    /// <summary>Lets go of what stands before the first record; returns how many bytes that were. Places count from what is kept.</summary>
    public int DropSkipped()
    {
        var dropped = RecordStart;
        (Position, RecordStart) = (Position - dropped, 0);
        return dropped;
    }

    /// <summary>
    /// True when the first record, or the end of a source without one, was found; false when more must be read.
    /// </summary>
    public bool TryScan(ReadOnlySpan<byte> source, bool isAtEnd)
    {
        // A byte-order mark is no part of the first name.
        if (!_isBegun && source.StartsWith("\uFEFF"u8))
        {
            (Position, RecordStart) = (3, 3);
        }

        _isBegun = true;

        while (Position < source.Length)
        {
            if (_state == State.RecordStart && !takesBlankLines && SkipBlankLines(source[Position..]))
            {
                continue;
            }

            // An escape needs the byte after it; a carriage return shows what it is by the byte after it.
            if (Position == source.Length - 1 && !isAtEnd && (source[Position] == _escape || source[Position] == '\r'))
            {
                return false;
            }

            if (Take(source))
            {
                return true;
            }

            if (Position - RecordStart > limits.MaxRecordBytes)
            {
                throw TooLong();
            }
        }

        return isAtEnd && TakeEnd();
    }

    /// <summary>Skips whole line ends, of which gigabytes may stand before the first record; false where none stands here.</summary>
    private bool SkipBlankLines(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOfAnyExcept((byte)'\n', (byte)'\r');
        var blank = end < 0 ? rest : rest[..end];

        // A carriage return that no line feed follows begins a record.
        var lone = blank.IndexOf("\r\r"u8);
        blank = lone >= 0 ? blank[..lone] : blank.TrimEnd((byte)'\r');
        (Position, Lines) = (Position + blank.Length, Lines + blank.Count((byte)'\n'));
        (RecordStart, RecordStartLines) = (Position, Lines);
        return !blank.IsEmpty;
    }

    /// <summary>Takes one byte, or an escape or line end of two; true where the record ends with it.</summary>
    private bool Take(ReadOnlySpan<byte> source)
    {
        var value = source[Position++];
        var isLineEnd = value == '\n' || (value == '\r' && Position < source.Length && source[Position] == '\n');
        switch (_state)
        {
            case State.Quoted when value == _escape && Position < source.Length:
                _field.Add(source[Position++]);
                return false;
            case State.Quoted when value == _quote:
                _state = State.QuoteInQuoted;
                return false;
            case State.Quoted:
                Lines += value == '\n' ? 1 : 0;
                _field.Add(value);
                return false;
            case State.QuoteInQuoted when value == _quote && _escape is null:
                _field.Add(value);
                _state = State.Quoted;
                return false;
            case State.QuoteInQuoted when value != _delimiter && !isLineEnd:
                throw Misplaced(Position - 2);
            case State.RecordStart when value == _comment:
                _state = State.Comment;
                return false;
            case State.RecordStart when isLineEnd && takesBlankLines:
                SkipLineEnd(value);
                EndField();
                return true;
            case State.RecordStart or State.Comment when isLineEnd:
                SkipLineEnd(value);
                (_state, RecordStart, RecordStartLines) = (State.RecordStart, Position, Lines);
                return false;
            case State.Comment:
                return false;
            case State.RecordStart or State.FieldStart when value == _quote:
                _state = State.Quoted;
                return false;
            case var _ when isLineEnd:
                SkipLineEnd(value);
                EndField();
                return true;
            case var _ when value == _delimiter:
                EndField();
                _state = State.FieldStart;
                return false;
            case var _ when value == _escape && Position < source.Length:
                _field.Add(source[Position++]);
                _state = State.Unquoted;
                return false;
            case State.Unquoted when value == _quote:
                throw Misplaced(Position - 1);
            default:
                _hasCarriageReturn |= value == '\r';
                _field.Add(value);
                _state = State.Unquoted;
                return false;
        }
    }

    private bool TakeEnd()
    {
        switch (_state)
        {
            case State.Quoted:
                throw Fault(
                    "csv.unterminated_quote",
                    "A quote was opened in the first record and never closed, so the end of the record is unknown.",
                    "Close the quote in the source, or set dialect.quoteChar to null where the file uses no quoting.");
            case State.RecordStart or State.Comment:
                RecordStart = Position;
                RecordStartLines = Lines;
                return true;
            default:
                EndField();

                // A source of one line whose lines end with CR alone looks like this, too.
                return _hasCarriageReturn ? throw TooLong() : true;
        }
    }

    private void EndField()
    {
        _fields.Add([.. _field]);
        _field.Clear();
        if (_fields.Count > limits.MaxColumns)
        {
            throw Fault(
                "columns.too_many",
                $"The first record has more than {limits.MaxColumns:N0} columns.",
                "Check dialect.delimiter; where so many columns are meant, raise Ingest:MaxColumns.");
        }
    }

    private void SkipLineEnd(byte value)
    {
        Position += value == '\r' ? 1 : 0;
        Lines++;
    }

    private FileFaultException TooLong() => _hasCarriageReturn
        ? Fault(
            "csv.line_ends",
            "The first record has carriage returns but no line feed: the lines seem to end with CR alone.",
            "Deliver the file with LF or CRLF line ends.")
        : Fault(
            "record.too_long",
            $"The first record is longer than {limits.MaxRecordBytes:N0} bytes.",
            "Check the line ends of the file; where such records are meant, raise Ingest:MaxRecordBytes.");

    private FileFaultException Misplaced(int position) => new(new FileFault(
        "csv.misplaced_quote",
        "The first record has a quote where RFC 4180 allows none.",
        "Enclose the field in quotes and double those inside it, or set dialect.quoteChar to null where the file uses no quoting.",
        dialect.Header ? null : 1,
        Lines + 1,
        position));

    private FileFaultException Fault(string code, string message, string advice) =>
        new(new FileFault(code, message, advice, dialect.Header ? null : 1, RecordStartLines + 1, RecordStart));
}
