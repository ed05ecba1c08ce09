namespace Analytics.Tabular.Schema;

/// <summary>How the text of a raw file is encoded; everything but UTF-8 is transcoded on the way in.</summary>
public enum TextEncoding
{
    Utf8,

    /// <summary>UTF-16 of either byte order; a byte-order mark is required.</summary>
    Utf16,

    /// <summary>ISO 8859-1: each byte is the code point of its value.</summary>
    Latin1,
}
