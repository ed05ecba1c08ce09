using System.Text;
using System.Text.Json;
using Analytics.Datasets;
using Analytics.Tabular.Conversion;

namespace Analytics.Ingestor.Tests.Poison;

/// <summary>Bad text files through the whole Ingestor: each gets an outcome with its place, at the first attempt.</summary>
public sealed class PoisonTextTests(PoisonHost host)
{
    private const string Header = "id,amount,note\n";
    private static readonly byte[] Good = Encoding.UTF8.GetBytes(
        Header + string.Concat(Enumerable.Range(0, 3000).Select(n => $"{n},{n * 31 % 977},note {n * n}\n")));

    [Fact]
    public async Task Empty_CsvFile_IsRejectedForItsMissingHeader()
    {
        var fault = await Rejected("empty.csv", "");
        Assert.NotEmpty(fault.Advice);
    }

    [Fact]
    public async Task HeaderOnly_CsvFile_IsCommittedWithoutRows()
    {
        var outcome = await Committed("header-only.csv", Header);
        Assert.Equal((0, 0, 0), (outcome.Records, outcome.RowsKept, outcome.RowsQuarantined));
    }

    [Fact]
    public async Task TruncatedGzip_AtEveryTenth_IsRejectedWhereItEnds() => await TruncatedAtEveryTenth("gz", Packed.Gzip(Good));

    [Fact]
    public async Task TruncatedZstd_AtEveryTenth_IsRejectedWhereItEnds() => await TruncatedAtEveryTenth("zst", Packed.Zstd(Good));

    [Fact]
    public async Task DamagedGzip_InItsMiddle_IsRejected()
    {
        var packed = Packed.Gzip(Good);
        packed[packed.Length / 2] ^= 0x55;
        packed[^6] ^= 0x55;
        Assert.NotNull((await Rejected("damaged.csv.gz", packed)).ByteOffset);
    }

    [Fact]
    public async Task DamagedZstd_InItsMiddle_IsRejected()
    {
        var packed = Packed.Zstd(Good);
        packed[packed.Length / 2] ^= 0x55;
        Assert.StartsWith("zstd.", (await Rejected("damaged.csv.zst", packed)).Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlainText_NamedGzip_IsRejected() => await Rejected("not-packed.csv.gz", Header + "1,1,a\n");

    [Fact]
    public async Task BadUtf8_InOneRecord_GoesToQuarantineAlone()
    {
        byte[] content =
        [
            .. Encoding.ASCII.GetBytes(Header + "1,1,good\n2,2,"), 0xC3, 0x28, 0xFF, .. Encoding.ASCII.GetBytes("\n3,3,good\n"),
        ];
        var outcome = await Committed("bad-utf8.csv", content);
        Assert.Equal((3, 2, 1), (outcome.Records, outcome.RowsKept, outcome.RowsQuarantined));
    }

    [Fact]
    public async Task Nuls_InRecords_EndWithEveryRecordAccountedFor()
    {
        var outcome = await Judged("nuls.csv", Encoding.ASCII.GetBytes(Header + "1,1,a\0b\n\0,2,b\n3,3,c\n4,4,d\n"));
        Assert.Equal(4, outcome.Records);
        Assert.Equal(4, outcome.RowsKept + outcome.RowsQuarantined);
    }

    [Fact]
    public async Task MixedLineEnds_LfAndCrLf_AreBothTaken()
    {
        var outcome = await Committed("mixed.csv", Header + "1,1,a\r\n2,2,b\n3,3,c\r\n");
        Assert.Equal(3, outcome.RowsKept);
    }

    [Fact]
    public async Task UnterminatedQuote_MidFile_IsRejectedWithLineAndOffset()
    {
        var fault = await Rejected("quote.csv", Header + "1,1,a\n2,2,\"open\n3,3,c\n4,4,d\n");
        Assert.NotNull(fault.Line);
        Assert.NotNull(fault.ByteOffset);
    }

    [Theory]
    [InlineData("duplicate.csv", "id,amount,note,id\n1,1,a,1\n")]
    [InlineData("missing.csv", "id,note\n1,a\n")]
    [InlineData("unknown.csv", "id,amount,note,extra\n1,1,a,x\n")]
    public async Task Columns_DuplicateMissingOrUnknown_AreRejectedAtTheHeader(string name, string content) =>
        Assert.Equal(1, (await Rejected(name, content)).Line);

    [Fact]
    public async Task Columns_Reordered_AreTakenByTheirNames()
    {
        var outcome = await Committed("reordered.csv", "note,id,amount\na,1,10\n");
        Assert.Equal((1, 0), (outcome.RowsKept, outcome.RowsQuarantined));
    }

    [Fact]
    public async Task Columns_TwentyThousand_AreRejectedBeforeTheyAreRead()
    {
        var header = string.Join(',', Enumerable.Range(0, 20_000).Select(n => $"c{n}"));
        var fault = await Rejected("incoming/wide/20k.csv", Encoding.ASCII.GetBytes(header + "\n" + header + "\n"));
        Assert.Contains("5,000", fault.Message);
    }

    [Fact]
    public async Task LateTypeChange_InALongFile_QuarantinesOnlyThoseRecords()
    {
        var content = Header + string.Concat(Enumerable.Range(0, 30_000).Select(n => $"{n},{(n < 29_990 ? "1" : "one")},x\n"));
        var outcome = await Committed("late.csv", content);
        Assert.Equal((30_000, 10), (outcome.Records, outcome.RowsQuarantined));
    }

    [Fact]
    public async Task Binary_UnderACsvName_IsRejected()
    {
        var noise = new byte[50_000];
        new Random(5).NextBytes(noise);
        await Rejected("noise.csv", noise);
    }

    private async Task TruncatedAtEveryTenth(string suffix, byte[] packed)
    {
        var faults = await Task.WhenAll(Enumerable.Range(1, 9).Select(tenth =>
            Rejected($"truncated-{tenth}.csv.{suffix}", packed[..(packed.Length * tenth / 10)])));

        Assert.All(faults, fault => Assert.EndsWith(".truncated", fault.Code, StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.NotNull(fault.ByteOffset));
    }

    private Task<FileFault> Rejected(string name, string content) => Rejected(name, Encoding.UTF8.GetBytes(content));

    private async Task<FileFault> Rejected(string name, byte[] content)
    {
        var detail = await host.JudgeAsync(KeyOf(name), content);
        Assert.Equal(RawObjectStates.Rejected, detail.Object.State);
        var fault = JsonSerializer.Deserialize<FileFault>(Assert.Single(detail.Ingestions).Fault ?? "", JsonSerializerOptions.Web);
        Assert.NotNull(fault);
        Assert.Equal(fault.Message, detail.Object.Reason);
        Assert.NotEmpty(fault.Advice);
        return fault;
    }

    private Task<Ingestion> Committed(string name, string content) => Committed(name, Encoding.UTF8.GetBytes(content));

    private async Task<Ingestion> Committed(string name, byte[] content)
    {
        var outcome = await Judged(name, content);
        Assert.Equal(RawObjectStates.Committed, outcome.Outcome);
        return outcome;
    }

    private async Task<Ingestion> Judged(string name, byte[] content) =>
        Assert.Single((await host.JudgeAsync(KeyOf(name), content)).Ingestions);

    private static string KeyOf(string name) => name.Contains('/', StringComparison.Ordinal) ? name : $"incoming/sales/{name}";
}
