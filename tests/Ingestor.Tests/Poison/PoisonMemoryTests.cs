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
        var line = File.ReadLines($"/proc/{process}/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
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
