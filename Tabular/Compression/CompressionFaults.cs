using Analytics.Tabular.Conversion;

namespace Analytics.Tabular.Compression;

/// <summary>Faults of packed sources. Offsets count unpacked bytes.</summary>
internal static class CompressionFaults
{
    private const string DeliverAgain = "Compare the file's size and checksum with the sender's, and deliver it again.";

    public static FileFaultException Truncated(string format, long offset) => Fault(
        $"{format}.truncated",
        $"The {format} data ends too early: {offset:N0} bytes could be unpacked, and more should follow.",
        DeliverAgain,
        offset);

    public static FileFaultException Damaged(string format, long offset) => Fault(
        $"{format}.damaged",
        $"The {format} data is damaged (or its checksum does not match) after about {offset:N0} unpacked bytes.",
        DeliverAgain,
        offset);

    public static FileFaultException TrailingBytes(string format, long offset) => Fault(
        $"{format}.trailing_bytes",
        $"Behind the {format} data, which unpacks to {offset:N0} bytes, come other bytes.",
        "Something was appended to the file, or it was cut and joined; deliver it again.",
        offset);

    public static FileFaultException WindowTooLarge(long limit, long offset) => Fault(
        "zstd.window_too_large",
        $"The zstd data asks for a window of more than {limit:N0} bytes of memory.",
        "Pack the file with a window of at most 128 MB (zstd --long=27).",
        offset);

    public static FileFaultException DictionaryNeeded(long offset) => Fault(
        "zstd.dictionary",
        "The zstd data was packed with a dictionary, which the file does not hold.",
        "Pack the file without a dictionary.",
        offset);

    public static FileFaultException OtherFormat(string code, string name, string expected, string found) => Fault(
        code,
        $"The name '{name}' promises {expected}, but the file holds {found}.",
        "Name the file by what it holds (.gz, .zst, or no such suffix), pack it once, and set the contract's format to that of its data.",
        0);

    public static FileFaultException TooLarge(long limit, long offset) => Fault(
        "unpacked.too_large",
        $"The file has more than {limit:N0} bytes when unpacked.",
        "Split the file; where files of this size are meant, raise Ingest:MaxUnpackedBytes.",
        offset);

    public static FileFaultException ExpandsTooMuch(long packed, int limit, long offset) => Fault(
        "expansion.too_large",
        $"The file's {packed:N0} bytes unpack to {offset:N0} bytes and more, over {limit:N0} times as many.",
        "Make sure that the file is not a decompression bomb; if such repetitive data is intended, raise Ingest:MaxExpansion.",
        offset);

    private static FileFaultException Fault(string code, string message, string advice, long offset) =>
        new(new FileFault(code, message, advice, ByteOffset: offset));
}
