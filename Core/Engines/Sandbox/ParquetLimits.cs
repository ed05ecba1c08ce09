namespace Analytics.Engines.Sandbox;

/// <summary>
/// What the reading of one Parquet file may use. Memory is the same for all, since rows are streamed; time and scratch space grow with
/// the file, from the section <c>Sandbox</c>'s limits up to caps.
/// </summary>
internal static class ParquetLimits
{
    /// <summary>
    /// For the managed heap; with the margin, which is Arrow's, 320 MB of data, and below 400 MB with the code. An ordinary file takes
    /// 200 MB. What takes more is a page of more than about 100 MB, which no ordinary writer makes.
    /// </summary>
    private const long MemoryBytes = 192L << 20;

    private const long MarginBytes = 128L << 20;
    private const int DiskPerByte = 4;
    private const long MaxDiskBytes = 4L << 40;
    private const double SlowestBytesPerSecond = 1 << 20;
    private static readonly TimeSpan MaxWallTime = TimeSpan.FromHours(24);

    public static SandboxLimits For(SandboxLimits granted, long sourceBytes)
    {
        var time = TimeSpan.FromSeconds(Math.Min(sourceBytes / SlowestBytesPerSecond, MaxWallTime.TotalSeconds));
        var disk = (long)Math.Min((decimal)sourceBytes * DiskPerByte, MaxDiskBytes);
        return granted with
        {
            MemoryBytes = Math.Min(granted.MemoryBytes, MemoryBytes),
            MemoryMarginBytes = MarginBytes,
            IsMemoryHard = true,
            DiskBytes = Math.Max(granted.DiskBytes, disk),
            WallTime = time > granted.WallTime ? time : granted.WallTime,
            CpuTime = granted.Threads * time > granted.CpuTime ? granted.Threads * time : granted.CpuTime,
        };
    }
}
