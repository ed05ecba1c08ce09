using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Transcoding;

/// <summary>
/// Faults of a source whose bytes are not the text that its contract promises. Offsets count unpacked bytes.
/// </summary>
internal static class TextFaults
{
    private const string CutOrOther = "Deliver the file again; it was cut or written in another encoding.";

    public static FileFaultException IsUtf8(TextEncoding encoding) => Fault(
        "encoding.is_utf8",
        $"The file begins with a byte-order mark of UTF-8, but the contract says {TextEncodings.NameOf(encoding)}.",
        "Set the contract's encoding to utf-8, or deliver the file in the encoding that the contract names.",
        0);

    public static FileFaultException IsUtf16(TextEncoding encoding) => Fault(
        "encoding.is_utf16",
        $"The file begins with a byte-order mark of UTF-16, but the contract says {TextEncodings.NameOf(encoding)}.",
        "Set the contract's encoding to utf-16, or deliver the file in the encoding that the contract names.",
        0);

    public static FileFaultException OtherByteOrder(TextEncoding encoding) => Fault(
        "encoding.byte_order",
        $"The contract says {TextEncodings.NameOf(encoding)}, but the file's byte-order mark is of the other byte order.",
        "Set the contract's encoding to utf-16, which goes by the mark.",
        0);

    public static FileFaultException NoMark() => Fault(
        "encoding.no_bom",
        "The contract says utf-16, but the file does not begin with a byte-order mark, so that the order of its bytes is unknown.",
        "Set the contract's encoding to utf-16le or utf-16be where the file is UTF-16 of that byte order, else to that of the file.",
        0);

    public static FileFaultException LoneSurrogate(long offset) => Fault(
        "encoding.lone_surrogate",
        "Half a surrogate pair stands alone here: this is not valid UTF-16.",
        CutOrOther,
        offset);

    public static FileFaultException OddLength(long offset) => Fault(
        "encoding.odd_length",
        "The file ends in the middle of a UTF-16 character.",
        CutOrOther,
        offset);

    public static FileFaultException CutCharacter(TextEncoding encoding, long offset) => Fault(
        "encoding.truncated",
        $"The file ends in the middle of a character of {TextEncodings.NameOf(encoding)}.",
        CutOrOther,
        offset);

    public static FileFaultException UndefinedBytes(TextEncoding encoding, ReadOnlySpan<byte> bytes, long offset)
    {
        var isWindows = encoding is TextEncoding.Latin1 or TextEncoding.Iso8859Part15 && bytes[0] is >= 0x80 and <= 0x9F
            && SingleByteTable.Of(TextEncoding.Windows1252)[bytes[0]] is not SingleByteTable.Undefined;
        var shown = string.Join(' ', bytes.ToArray().Select(value => $"{value:X2}"));
        return Fault(
            "encoding.undefined_bytes",
            $"The {(bytes.Length == 1 ? "byte" : "bytes")} {shown} (hexadecimal) at {offset:N0} "
                + $"{(bytes.Length == 1 ? "is" : "are")} no character of {TextEncodings.NameOf(encoding)}"
                + (isWindows ? $"; in windows-1252 it is '{SingleByteTable.Of(TextEncoding.Windows1252)[bytes[0]]}'." : "."),
            isWindows
                ? "Set the contract's encoding to windows-1252, which is what most files called latin-1 are, or deliver the file again."
                : "Set the contract's encoding to that of the file, or deliver the file again.",
            offset);
    }

    private static FileFaultException Fault(string code, string message, string advice, long offset) =>
        new(new FileFault(code, message, advice, ByteOffset: offset));
}
