using System.IO.Compression;

namespace Analytics.Bench.Limits;

/// <summary>
/// 4 MB that become 4 GB of lines without a fault, rejected at the cap on expansion. What is timed includes all that
/// was unpacked and parsed before the cap.
/// </summary>
internal sealed class GzipBomb()
    : TextPoison("P20-gz", "rejecting a gzip bomb, 4 MB to 4 GB / DuckDB's read_csv of it", "bomb.csv.gz")
{
    private const long PlainBytes = 4_000_000_000;

    /// <summary>DuckDB unpacks all of it, which takes long.</summary>
    public override int MaxRounds => 1;

    protected override async Task WriteAsync(CancellationToken cancellationToken)
    {
        await using var file = System.IO.File.Create(File);
        await using var packed = new GZipStream(file, CompressionLevel.Optimal);
        await packed.WriteAsync("id,name\n"u8.ToArray(), cancellationToken);
        var line = $"1,{new string('x', 997)}\n";
        var lines = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 1000)));
        for (long written = 0; written < PlainBytes; written += lines.Length)
        {
            await packed.WriteAsync(lines, cancellationToken);
        }
    }
}
