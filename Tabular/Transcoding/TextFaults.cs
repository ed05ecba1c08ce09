using Analytics.Tabular.Conversion;

namespace Analytics.Tabular.Transcoding;

/// <summary>
/// Faults of a source whose bytes are not the text that its contract promises. Offsets count unpacked bytes.
/// </summary>
internal static class TextFaults
{
    public static FileFaultException IsUtf16() => Fault(
        "encoding.is_utf16",
        "The file begins with a byte-order mark of UTF-16, but the contract says UTF-8.",
        "Set the contract's encoding to utf-16, or deliver the file in UTF-8.",
        0);

    public static FileFaultException NoMark() => Fault(
        "encoding.no_bom",
        "The contract says UTF-16, but the file does not begin with a byte-order mark, so that the order of its bytes is unknown.",
        "Write the file with a byte-order mark (FF FE or FE FF), or set the contract's encoding to that of the file.",
        0);

    public static FileFaultException LoneSurrogate(long offset) => Fault(
        "encoding.lone_surrogate",
        "Half a surrogate pair stands alone here: this is no character of UTF-16.",
        "Deliver the file again; it was cut or written in another encoding.",
        offset);

    public static FileFaultException OddLength(long offset) => Fault(
        "encoding.odd_length",
        "The file ends in the middle of a UTF-16 character.",
        "Deliver the file again; it was cut or written in another encoding.",
        offset);

    private static FileFaultException Fault(string code, string message, string advice, long offset) =>
        new(new FileFault(code, message, advice, ByteOffset: offset));
}
