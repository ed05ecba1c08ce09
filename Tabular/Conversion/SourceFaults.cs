namespace Analytics.Tabular.Conversion;

/// <summary>What may be wrong with a source as a whole, whatever its format.</summary>
internal static class SourceFaults
{
    public static FileFault Empty { get; } = new(
        "file.empty",
        "The file has no bytes.",
        "Deliver the file again; a file without rows has at least its header.");

    public static FileFault Unbalanced(long records, long kept, long quarantined) => new(
        "records.unbalanced",
        $"The source has {records:N0} records, but {kept:N0} rows were kept and {quarantined:N0} records were quarantined, "
            + $"which is {Math.Abs(records - kept - quarantined):N0} {(kept + quarantined > records ? "too many" : "too few")}.",
        "This is a fault of the reader, not of the file: report it with the first lines of the file and its contract.");

    public static FileFault RecordsMoved(long wanted, long found) => new(
        "replay.records_moved",
        $"Of the {wanted:N0} quarantined records {(found == wanted ? "not all are" : $"only {found:N0} are")} where they were: the "
            + "current contract divides the file into other records than before.",
        "The rows that were kept are divided differently too: deliver the file again to load it whole, or set header, quoteChar, "
            + "escapeChar, commentChar, format and encoding as they were and replay again.");

    public static FileFault TooManyRejected(long records, long kept, long quarantined, double allowedShare) => new(
        "rejected.share",
        $"{quarantined:N0} of {records:N0} records ({(double)quarantined / records:P2}) break the contract, {kept:N0} keep it; "
            + $"maxRejectedShare allows {allowedShare:P2}.",
        "Correct the file and deliver it again, or correct the contract and retry; the broken rules say what is wrong.");
}
