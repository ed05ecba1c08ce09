using Analytics.Machine.Scratch;

namespace Analytics.Ingestor.Ingest;

/// <summary>The whole volume of the scratch folder is smaller than what the object needs there: no waiting helps.</summary>
public sealed class ScratchTooSmallException(ScratchShortage shortage) : IOException(
    $"{shortage} Set Ingest:ScratchPath to a larger volume, then retry the file.");
