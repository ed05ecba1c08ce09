namespace Analytics.Ingestor.Maintenance;

/// <summary>What one pass of maintenance did.</summary>
/// <param name="Abandoned">Objects that were said to have failed.</param>
/// <param name="Files">Files that no kept version names, removed.</param>
/// <param name="RawObjects">Raw objects that contracts keep no longer, removed.</param>
/// <param name="Orphans">Files that nothing named, removed.</param>
/// <param name="Unpublished">Datasets whose newest version their Delta Lake log lacked, queued.</param>
public readonly record struct MaintenanceResult(
    int Abandoned, int Files, int RawObjects, int Orphans, int Unpublished);
