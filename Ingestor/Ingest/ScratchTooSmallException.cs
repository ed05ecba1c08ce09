namespace Analytics.Ingestor.Ingest;

/// <summary>The whole volume of the scratch folder is smaller than what the object needs there: no waiting helps.</summary>
public sealed class ScratchTooSmallException(long needed, long capacity, string path) : IOException(
    $"The file needs {needed:N0} bytes in the scratch folder, and the whole volume of '{path}' has {capacity:N0}. "
    + "Set Ingest:ScratchPath to a larger volume, then retry the file.");
