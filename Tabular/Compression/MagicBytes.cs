namespace Analytics.Tabular.Compression;

/// <summary>Tells packed and binary formats by the bytes they begin with.</summary>
internal static class MagicBytes
{
    /// <summary>So many first bytes are enough.</summary>
    public const int Length = 10;

    /// <summary>No packed file, not even of nothing, is shorter.</summary>
    public const int PackedLength = 4;

    public static bool IsGzip(ReadOnlySpan<byte> head) => head.Length >= 2 && head[0] == 0x1F && head[1] == 0x8B;

    /// <summary>A frame, or a skippable frame (0x184D2A50 to 0x184D2A5F, little-endian).</summary>
    public static bool IsZstd(ReadOnlySpan<byte> head) => head.Length >= 4
        && ((head[0] == 0x28 && head[1] == 0xB5 && head[2] == 0x2F && head[3] == 0xFD)
            || ((head[0] & 0xF0) == 0x50 && head[1] == 0x2A && head[2] == 0x4D && head[3] == 0x18));

    /// <summary>The format that a text file cannot begin like; null where it may be text.</summary>
    public static string? NameOfBinary(ReadOnlySpan<byte> head)
    {
        if (IsGzip(head))
        {
            return "gzip data";
        }

        if (IsZstd(head))
        {
            return "zstd data";
        }

        // A column may be called PAR1; no text goes on with a control byte, though, as Parquet's page headers and footers do.
        if (head.StartsWith("PAR1"u8) && head.Length > 4 && head[4] < ' ' && head[4] is not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
        {
            return "Parquet data";
        }

        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            return "a ZIP archive";
        }

        if (head.Length >= 6 && head[0] == 0xFD && head[1..6].SequenceEqual("7zXZ\0"u8))
        {
            return "xz data";
        }

        return head.StartsWith("BZh"u8) && head.Length >= 10 && head[4..10].SequenceEqual("1AY&SY"u8) ? "bzip2 data" : null;
    }
}
