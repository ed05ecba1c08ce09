using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Ingestor.Tests.Support;
using Analytics.Storage;
using Analytics.Tabular.Conversion;

namespace Analytics.Ingestor.Tests.Poison;

/// <summary>Files that would eat a machine, through an Ingestor of its own process, whose peak of memory is read at the end.</summary>
public sealed class PoisonMemoryTests(PostgresFixture postgres)
{
    private const long MaxBytes = 400_000_000;
    private const string Header = "id,amount,note\n";

    [Fact]
    public async Task LineOf300Megabytes_AndBombOf4Gigabytes_AreRejectedAtTheirCapsWithinTheMemory()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await LandAsync(bench, "sales/line.csv", Header, "x", 300_000_000, "");

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

    [Fact]
    public async Task ConvertAsync_HugeBlankBeginning_StaysWithinTheMemory()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await LandAsync(bench, "sales/blank.csv", "", "\n", 250_000_000, $"{Header}1,2,good\n");
        var child = bench.StartProcess();

        var blank = await CommittedAsync(bench, "blank.csv");

        Assert.Equal((1, 1), (blank.Records, blank.RowsKept));
        Assert.InRange(PeakOf(child.Id), 1, MaxBytes);
    }

    [Fact]
    public async Task ConvertAsync_MillionsOfFaultsInOneRecord_StayWithin400Megabytes()
    {
        const int almostTheCap = (16 << 20) - 100;
        await using var bench = await IngestorBench.CreateAsync(
            postgres, IngestorBench.SalesContract.Replace("Share: 0.5", "Share: 1", StringComparison.Ordinal));
        bench.WriteContract("events", "format: ndjson\nmaxRejectedShare: 1\nfields: [{name: id, type: int32}]\n");
        await LandAsync(bench, "sales/returns.csv", $"{Header}1,2,good\n", "\r,", almostTheCap, "\n3,4,good\n");
        await LandAsync(bench, "sales/fields.csv", $"{Header}1,2,good\n", ",", almostTheCap, "\n3,4,good\n");
        await LandAsync(bench, "events/unknown.ndjson", "{\"id\":1}\n{\"id\":2", ",\"a\":0", almostTheCap, "}\n{\"id\":3}\n");
        await LandAsync(bench, "events/double.ndjson", "{\"id\":1}\n{\"id\":2", ",\"id\":1", almostTheCap, "}\n{\"id\":3}\n");
        var child = bench.StartProcess();

        foreach (var name in new[] { "returns.csv", "fields.csv", "unknown.ndjson", "double.ndjson" })
        {
            var outcome = await CommittedAsync(bench, name);
            Assert.Equal((name, 3, 2, 1), (name, outcome.Records, outcome.RowsKept, outcome.RowsQuarantined));
        }

        Assert.InRange(PeakOf(child.Id), 1, MaxBytes);
    }

    private static async Task LandAsync(
        IngestorBench bench, string key, string head, string pattern, int patternBytes, string tail)
    {
        await using var content = new PatternStream(head, pattern, patternBytes / pattern.Length, tail);
        await bench.Raw.PutAsync(
            ObjectKey.Parse($"incoming/{key}"), content, PutCondition.Always, IngestorBench.Stop);
    }

    private static async Task<Ingestion> CommittedAsync(IngestorBench bench, string key)
    {
        var detail = await bench.WaitForAsync(key, RawObjectStates.Rejected, RawObjectStates.Committed, RawObjectStates.Failed);
        Assert.Equal((RawObjectStates.Committed, null), (detail.Object.State, detail.Object.Reason));
        return Assert.Single(detail.Ingestions);
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
        using var samples = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!cancellationToken.IsCancellationRequested && await samples.WaitForNextTickAsync(CancellationToken.None))
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName))
            {
                if (int.TryParse(process, CultureInfo.InvariantCulture, out var id) && NumberIn(id, "PPid:") == parent)
                {
                    peak = Math.Max(peak, 1024 * NumberIn(id, "VmHWM:") ?? 0);
                }
            }
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

    /// <summary>A head, one pattern very many times, and a tail.</summary>
    private sealed class PatternStream(string head, string pattern, long times, string tail) : MemoryStream
    {
        private const int TimesAtOnce = 10_000;

        private readonly byte[] _patterns = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(pattern, TimesAtOnce)));
        private ReadOnlyMemory<byte> _next = Encoding.ASCII.GetBytes(head);
        private long _left = times;
        private bool _hasTail = true;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_next.IsEmpty && _left > 0)
            {
                var now = (int)Math.Min(_left, TimesAtOnce);
                _next = _patterns.AsMemory(0, now * pattern.Length);
                _left -= now;
            }
            else if (_next.IsEmpty && _hasTail)
            {
                _next = Encoding.ASCII.GetBytes(tail);
                _hasTail = false;
            }

            var count = Math.Min(buffer.Length, _next.Length);
            _next[..count].CopyTo(buffer);
            _next = _next[count..];
            return ValueTask.FromResult(count);
        }
    }
}
