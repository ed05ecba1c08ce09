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
        $"Of the {wanted:N0} quarantined records {(found == wanted ? "not all stand" : $"{found:N0} are left")} where they stood: under "
            + "the contract in force the file is cut into other records than it was.",
        "Its rows that were kept are cut otherwise too: deliver the file again to have it taken whole, or set header, quoteChar, "
            + "escapeChar, commentChar, format and encoding as they were and replay anew.");

    public static FileFault TooManyRejected(long records, long kept, long quarantined, double allowedShare) => new(
        "rejected.share",
        $"{quarantined:N0} of {records:N0} records ({(double)quarantined / records:P2}) break the contract, {kept:N0} keep it; "
            + $"maxRejectedShare allows {allowedShare:P2}.",
        "Correct the file and deliver it again, or correct the contract and retry; the broken rules say what is wrong.");
}
