namespace Analytics.Bench.Harness;

/// <summary>Where a bench finds its data and puts its files.</summary>
/// <param name="Folder">Scratch; removed at the end.</param>
/// <param name="TpchFolder">Holds <c>lineitem.csv</c> with a header: TPCH_DIR, or what the bench generated.</param>
/// <param name="Threads">Threads that either side may use.</param>
internal sealed record BenchSetup(string Folder, string TpchFolder, int Threads)
{
    public string Lineitem => Path.Combine(TpchFolder, "lineitem.csv");
}
