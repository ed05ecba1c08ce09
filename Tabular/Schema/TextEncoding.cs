namespace Analytics.Tabular.Schema;

/// <summary>How the text of a raw file is encoded; everything but UTF-8 is transcoded on the way in.</summary>
public enum TextEncoding
{
    Utf8,

    /// <summary>UTF-16 of either byte order; a byte-order mark is required.</summary>
    Utf16,

    /// <summary>UTF-16, the low byte first; a byte-order mark is not needed.</summary>
    Utf16LittleEndian,

    /// <summary>UTF-16, the high byte first; a byte-order mark is not needed.</summary>
    Utf16BigEndian,

    /// <summary>ISO 8859-1: each byte is the code point of its value. The control characters 80 to 9F are refused.</summary>
    Latin1,

    /// <summary>ISO 8859-2, Central European. The control characters 80 to 9F are refused.</summary>
    Iso8859Part2,

    /// <summary>ISO 8859-15, Latin-1 with the euro sign. The control characters 80 to 9F are refused.</summary>
    Iso8859Part15,

    /// <summary>Western European as Windows writes it. The five bytes that it leaves undefined are refused.</summary>
    Windows1252,

    /// <summary>Japanese, with the additions of Windows (code page 932).</summary>
    ShiftJis,

    /// <summary>Chinese, GB 18030; GBK and GB 2312 are parts of it.</summary>
    Gb18030,
}
