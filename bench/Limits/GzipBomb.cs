using System.IO.Compression;
using Analytics.Tabular.Conversion;

namespace Analytics.Bench.Limits;

/// <summary>
/// 4 MB that become 4 GB of lines without a fault, rejected at the cap on expansion. The clock starts two blocks before the cap:
/// what is unpacked and parsed up to there is ordinary work.
/// </summary>
internal sealed class GzipBomb()
    : TextPoison("P20-gz", "stopping at the cap in a gzip bomb, 4 MB to 4 GB / DuckDB's read_csv of it", "bomb.csv.gz")
{
    private const long PlainBytes = 4_000_000_000;
    private const int LineBytes = 1_000;
    private const int TwoBlocks = 8 * 1024 * 1024;

    /// <summary>DuckDB unpacks all of it, which takes long.</summary>
    public override int MaxRounds => 1;

    protected override long ClockFromRecord
    {
        get
        {
            var limits = new ConversionLimits();
            var cap = Math.Max(new FileInfo(File).Length * limits.MaxExpansion, limits.ExpansionFreeBytes);
            return (cap - TwoBlocks) / LineBytes;
        }
    }

    protected override async Task WriteAsync(CancellationToken cancellationToken)
    {
        await using var file = System.IO.File.Create(File);
        await using var packed = new GZipStream(file, CompressionLevel.Optimal);
        await packed.WriteAsync("id,name\n"u8.ToArray(), cancellationToken);
        var line = $"1,{new string('x', LineBytes - 3)}\n";
        var lines = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 1000)));
        for (long written = 0; written < PlainBytes; written += lines.Length)
        {
            await packed.WriteAsync(lines, cancellationToken);
        }
    }
}
