using System.Globalization;
using System.Text.Json;
using Analytics.Core.Datasets;
using Analytics.Fixtures;
using Analytics.Ingestor.Tests.Support;
using Analytics.Tabular.Conversion;

namespace Analytics.Ingestor.Tests.Poison;

/// <summary>Files that would eat a machine, through an Ingestor of its own process, whose peak of memory is read at the end.</summary>
public sealed class PoisonMemoryTests(PostgresFixture postgres)
{
    private const long MaxBytes = 400_000_000;

    [Fact]
    public async Task LineOf300Megabytes_AndBombOf4Gigabytes_AreRejectedAtTheirCapsWithinTheMemory()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await using (var line = new EndlessLine(300_000_000))
        {
            await bench.Raw.PutAsync(
                Core.Storage.ObjectKey.Parse("incoming/sales/line.csv"), line, Core.Storage.PutCondition.Always, IngestorBench.Stop);
        }

        await bench.LandAsync("incoming/sales/bomb.csv.gz", Packed.Bomb(members: 256, memberBytes: 16 << 20));
        var child = bench.StartProcess();

        var long_ = await RejectedAsync(bench, "line.csv");
        var bomb = await RejectedAsync(bench, "bomb.csv.gz");

        Assert.Contains("16,777,216", long_.Message);
        Assert.NotNull(long_.ByteOffset);
        Assert.NotNull(bomb.ByteOffset);
        Assert.InRange(PeakOf(child.Id), 1, MaxBytes);
    }

    [Fact]
    public async Task Parquet_HugePage_AndClaimOf10To12Rows_AreRejectedWithin400Megabytes()
    {
        await using var bench = await IngestorBench.CreateAsync(
            postgres, "format: parquet\nfields: [{name: note, type: string}]\n");
        var claim = ForgedParquet.Claim(1_000_000_000_000, bytes: 42_000);
        await bench.LandAsync("incoming/sales/claim.parquet", claim);
        await bench.LandAsync("incoming/sales/page.parquet", ForgedParquet.HugePage(1 << 30));
        var parent = bench.StartProcess();
        using var watched = CancellationTokenSource.CreateLinkedTokenSource(IngestorBench.Stop);
        var children = Task.Run(() => PeakOfChildrenAsync(parent.Id, watched.Token), IngestorBench.Stop);

        var claimed = await RejectedAsync(bench, "claim.parquet");
        var page = await RejectedAsync(bench, "page.parquet");
        await watched.CancelAsync();

        Assert.InRange(claim.Length, 42_000, 43_000);
        Assert.Equal("expansion.too_large", claimed.Code);
        Assert.Contains("1,000,000,000,000 rows", claimed.Message);
        Assert.Equal("parquet.limit.memory", page.Code);
        Assert.InRange(await children, 1, MaxBytes);
        Assert.InRange(PeakOf(parent.Id), 1, MaxBytes);
    }

    private static async Task<FileFault> RejectedAsync(IngestorBench bench, string key)
    {
        var detail = await bench.WaitForAsync(key, RawObjectStates.Rejected, RawObjectStates.Committed, RawObjectStates.Failed);
        Assert.Equal(RawObjectStates.Rejected, detail.Object.State);
        var fault = JsonSerializer.Deserialize<FileFault>(detail.Ingestions[0].Fault ?? "", JsonSerializerOptions.Web);
        Assert.NotNull(fault);
        return fault;
    }

    private static long PeakOf(int process)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells the peak of a process's memory.");
        return 1024 * NumberIn(process, "VmHWM:") ?? 0;
    }

    // The kernel keeps each peak, so that only what a child takes in its last milliseconds is not seen.
    private static async Task<long> PeakOfChildrenAsync(int parent, CancellationToken cancellationToken)
    {
        var peak = 0L;
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName))
            {
                if (int.TryParse(process, CultureInfo.InvariantCulture, out var id) && NumberIn(id, "PPid:") == parent)
                {
                    peak = Math.Max(peak, 1024 * NumberIn(id, "VmHWM:") ?? 0);
                }
            }

            await Task.Delay(5, CancellationToken.None);
        }

        return peak;
    }

    private static long? NumberIn(int process, string field)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(text => text.StartsWith(field, StringComparison.Ordinal));
            return line is null ? null : long.Parse(line.AsSpan(field.Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }

    /// <summary>A header and one field that does not end.</summary>
    private sealed class EndlessLine(long bytes) : MemoryStream("id,amount,note\n"u8.ToArray())
    {
        private long _left = bytes;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (await base.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                return read;
            }

            var count = (int)Math.Min(buffer.Length, _left);
            buffer.Span[..count].Fill((byte)'x');
            _left -= count;
            return count;
        }
    }
}
