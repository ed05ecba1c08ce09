using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;

namespace Analytics.Tabular.Json;

/// <summary>Faults after which the rest of a JSON source cannot be trusted.</summary>
internal static class JsonFaults
{
    private const string Advice = "Deliver one JSON array of objects, or change the contract's format to ndjson where each line is an object.";

    public static FileFaultException NoArray() => new(new FileFault(
        "json.no_array", "The file does not begin with '[': it is not a JSON array.", Advice, Line: 1, ByteOffset: 0));

    public static FileFaultException Structure(string message, long record, Block block, int position) => new(new FileFault(
        "json.structure", message, Advice, record, block.LineAt(position), block.OffsetOf(position)));

    public static FileFaultException Truncated(long records, Block block) => new(new FileFault(
        "json.truncated",
        $"The file ends inside the array, after {records:N0} whole records.",
        "The file was cut off: deliver it again.",
        records + 1,
        block.LineAt(block.Length),
        block.OffsetOf(block.Length)));

    public static FileFaultException RecordTooLong(Block block, int start, long length, ConversionLimits limits) => new(new FileFault(
        "record.too_long",
        $"A record is longer than {limits.MaxRecordBytes:N0} bytes ({length:N0} bytes were read of it).",
        "Check that the file is what the contract's format says; where such records are meant, raise Ingest:MaxRecordBytes.",
        Line: block.LineAt(start),
        ByteOffset: block.OffsetOf(start)));
}
