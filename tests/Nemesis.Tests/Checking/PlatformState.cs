namespace Analytics.Nemesis.Tests.Checking;

/// <summary>All that is left when everything is over: ledger, stores, Delta log, results, processes.</summary>
internal sealed record PlatformState
{
    public IReadOnlyList<ObjectRow> Objects { get; init; } = [];

    public IReadOnlyList<IngestionRow> Ingestions { get; init; } = [];

    /// <summary>Of the one dataset, the oldest first.</summary>
    public IReadOnlyList<VersionRow> Versions { get; init; } = [];

    public IReadOnlyList<FileRow> Files { get; init; } = [];

    public IReadOnlyList<string> QuarantineKeys { get; init; } = [];

    public IReadOnlyList<RunRow> Runs { get; init; } = [];

    /// <summary>Each change of a run into a state that it cannot leave.</summary>
    public IReadOnlyList<RunEnd> RunEnds { get; init; } = [];

    public IReadOnlyList<LoadRow> Loads { get; init; } = [];

    /// <summary>Rows of all result tables by the run that loaded them.</summary>
    public IReadOnlyList<ResultRows> Results { get; init; } = [];

    /// <summary>Ids of the current version's rows, as its Parquet files have them.</summary>
    public IReadOnlyList<long> RowIds { get; init; } = [];

    /// <summary>Keys of the processed store, but for Delta logs.</summary>
    public IReadOnlyList<string> StoredKeys { get; init; } = [];

    /// <summary>For each commit of the Delta log, the keys of the files that it and those before it leave.</summary>
    public IReadOnlyList<IReadOnlyList<string>> DeltaVersions { get; init; } = [];

    /// <summary>Work that is neither done nor cancelled.</summary>
    public IReadOnlyList<string> OpenWork { get; init; } = [];

    /// <summary>Processes, unfinished writes, scratch folders, steps: each of them something that should be gone.</summary>
    public IReadOnlyList<string> Leftovers { get; init; } = [];
}

internal sealed record ObjectRow(long Id, string Key, string State);

internal sealed record IngestionRow(
    long Id, long RawObjectId, string Kind, long? ReplayOf, string Outcome, int ContractVersion, string Sha256, long Records, long RowsKept,
    long RowsQuarantined, long? Version, long? QuarantineUntil);

internal sealed record VersionRow(long Version, long Rows, long Files, long RowsQuarantined, int Objects = 1);

internal sealed record FileRow(string Key, long Rows, long AddedIn, long? RemovedIn)
{
    public bool IsIn(long version) => AddedIn <= version && (RemovedIn is null || version < RemovedIn);
}

internal sealed record RunRow(long Id, string Job, string State, string TriggeredBy, long? InputVersion, IReadOnlyList<string> OutputKeys);

internal sealed record RunEnd(long RunId, string State);

internal sealed record LoadRow(long RunId, string Table, string Mode, long Rows, bool IsRolledBack);

/// <param name="Orders">The sum of the column <c>orders</c>: how many rows the run saw.</param>
internal sealed record ResultRows(long RunId, string Table, long Rows, long Orders);
