namespace Analytics.Bench.Harness;

/// <summary>Where a bench finds its data and puts its files.</summary>
/// <param name="Folder">Scratch; removed at the end.</param>
/// <param name="TpchFolder">Holds <c>lineitem.csv</c> with a header (TPCH_DIR); null where the bench makes one of its
/// own.</param>
/// <param name="Threads">Threads that either side may use.</param>
internal sealed record BenchSetup(string Folder, string? TpchFolder, int Threads)
{
    /// <summary>A folder of one ratio's own.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(Folder, Guid.NewGuid().ToString("N"))).FullName;
}
