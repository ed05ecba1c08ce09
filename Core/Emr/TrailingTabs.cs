namespace Analytics.Emr;

/// <summary>
/// Lines without the tab at their ends: Hadoop parts each line into key and value at the first tab, and writes the tab also where there
/// is none.
/// </summary>
internal sealed class TrailingTabs(Stream lines) : Stream
{
    private bool _holdsTab;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (count < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "A tab that is held back needs room.");
        }

        while (true)
        {
            var read = lines.Read(buffer, offset + 1, count - 1);
            var (from, to) = (offset + 1, offset);
            if (read == 0)
            {
                _holdsTab = false;
                return 0;
            }

            for (; from <= offset + read; from++)
            {
                var letter = buffer[from];
                if (_holdsTab && letter != '\n')
                {
                    buffer[to++] = (byte)'\t';
                }

                _holdsTab = letter == '\t';
                if (!_holdsTab)
                {
                    buffer[to++] = letter;
                }
            }

            if (to > offset)
            {
                return to - offset;
            }
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lines.Dispose();
        }

        base.Dispose(disposing);
    }
}
