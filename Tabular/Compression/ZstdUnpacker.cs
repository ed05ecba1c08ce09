using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Analytics.Tabular.Compression;

/// <summary>Unpacks zstd, all frames of it, under a window that bounds the memory.</summary>
internal sealed class ZstdUnpacker : ReadOnlyStream
{
    /// <summary>128 MB: what the zstd tool, too, unpacks without being asked to.</summary>
    private const int MaxWindowLog = 27;

    private const int BufferBytes = 128 * 1024;

    private readonly DecompressionStream _zstd;
    private long _unpacked;

    public ZstdUnpacker(HashedSource source)
    {
        _zstd = new DecompressionStream(source, BufferBytes, checkEndOfStream: true, leaveOpen: true);
        _zstd.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaxWindowLog);
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            var read = _zstd.Read(buffer);
            _unpacked += read;
            return read;
        }
        catch (EndOfStreamException)
        {
            throw CompressionFaults.Truncated("zstd", _unpacked);
        }
        catch (ZstdException fault)
        {
            throw fault.Code switch
            {
                ZSTD_ErrorCode.ZSTD_error_prefix_unknown => CompressionFaults.TrailingBytes("zstd", _unpacked),
                ZSTD_ErrorCode.ZSTD_error_frameParameter_windowTooLarge => CompressionFaults.WindowTooLarge(1L << MaxWindowLog, _unpacked),
                ZSTD_ErrorCode.ZSTD_error_dictionary_wrong => CompressionFaults.DictionaryNeeded(_unpacked),
                _ => CompressionFaults.Damaged("zstd", _unpacked),
            };
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _zstd.Dispose();
        }

        base.Dispose(disposing);
    }
}
