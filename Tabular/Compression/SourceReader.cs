using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Compression;

/// <summary>
/// The plain bytes of a source, unpacked by the suffix of its name. Hashes and counts the source on the way, and fails with a
/// <see cref="FileFaultException"/> where it is cut off or damaged, unpacks to more than the limits allow, or is not what its name says.
/// Read to the end, it has read the source to its end. Leaves the source open. For one thread.
/// </summary>
internal sealed class SourceReader : ReadOnlyStream
{
    private readonly HashedSource _source;
    private readonly string _name;
    private readonly FileFormat _format;
    private readonly ConversionLimits _limits;
    private readonly byte[] _head = new byte[MagicBytes.Length];
    private Stream? _plain;
    private int _headStart;
    private int _headEnd;

    public SourceReader(Stream source, string name, FileFormat format, ConversionLimits limits)
    {
        _source = new HashedSource(source);
        (_name, _format, _limits) = (name, format, limits);
    }

    /// <summary>Bytes of the source read so far, packed as they are.</summary>
    public long SourceBytes => _source.Bytes;

    /// <summary>Bytes unpacked so far.</summary>
    public long PlainBytes { get; private set; }

    /// <summary>SHA-256 of the source's bytes read so far, in lower-case hex.</summary>
    public string Sha256 => _source.Sha256;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var plain = _plain ??= Open();
        if (_headStart == _headEnd)
        {
            return ReadPlain(plain, buffer);
        }

        var count = Math.Min(buffer.Length, _headEnd - _headStart);
        _head.AsSpan(_headStart, count).CopyTo(buffer);
        _headStart += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _plain?.Dispose();
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private Stream Open()
    {
        var plain = OpenBySuffix();
        while (_headEnd < _head.Length && ReadPlain(plain, _head.AsSpan(_headEnd)) is var read && read > 0)
        {
            _headEnd += read;
        }

        // Parquet's reader looks at the magic bytes itself, at both ends.
        if (_format != FileFormat.Parquet && MagicBytes.NameOfBinary(_head.AsSpan(0, _headEnd)) is { } found)
        {
            throw CompressionFaults.OtherFormat("source.not_text", _name, "text", found);
        }

        return plain;
    }

    private Stream OpenBySuffix()
    {
        var magic = _source.Peek(MagicBytes.Length);
        if (_name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            CheckMagic("gzip", MagicBytes.IsGzip(magic));
            return new GzipUnpacker(_source);
        }

        if (_name.EndsWith(".zst", StringComparison.OrdinalIgnoreCase))
        {
            CheckMagic("zstd", MagicBytes.IsZstd(magic));
            return new ZstdUnpacker(_source);
        }

        return _source;
    }

    private void CheckMagic(string format, bool isFormat)
    {
        if (isFormat)
        {
            return;
        }

        var head = _source.Peek(MagicBytes.Length);
        throw head.Length < MagicBytes.PackedLength
            ? CompressionFaults.Truncated(format, 0)
            : CompressionFaults.OtherFormat(
                $"{format}.other_format", _name, $"{format} data", MagicBytes.NameOfBinary(head) ?? "something else");
    }

    private int ReadPlain(Stream plain, Span<byte> buffer)
    {
        var read = plain.Read(buffer);
        PlainBytes += read;
        if (PlainBytes > _limits.MaxUnpackedBytes)
        {
            throw CompressionFaults.TooLarge(_limits.MaxUnpackedBytes, PlainBytes);
        }

        if (PlainBytes > _limits.ExpansionFreeBytes && PlainBytes / _limits.MaxExpansion > _source.KnownBytes)
        {
            throw CompressionFaults.ExpandsTooMuch(_source.KnownBytes, _limits.MaxExpansion, PlainBytes);
        }

        return read;
    }
}
