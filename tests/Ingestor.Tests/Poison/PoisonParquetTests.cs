using System.Text.Json;
using Analytics.Datasets;
using Analytics.Ingestor.Tests.Support;
using Analytics.Tabular.Conversion;

namespace Analytics.Ingestor.Tests.Poison;

/// <summary>Good and bad Parquet files through the whole Ingestor, read in its sandboxed child.</summary>
public sealed class PoisonParquetTests(PoisonHost host)
{
    private const string Rows = "SELECT i::INT AS id, (i * 7 % 100)::INT AS amount, 'note ' || i AS note FROM range(5000) t(i)";

    [Fact]
    public async Task Parquet_GoodFile_IsCommittedWithTheHashOfTheSource()
    {
        var content = ParquetFile.Write(Rows);
        var outcome = Assert.Single((await host.JudgeAsync("incoming/columns/good.parquet", content)).Ingestions);

        Assert.Equal(("committed", 5000, 5000, 0), (outcome.Outcome, outcome.Records, outcome.RowsKept, outcome.RowsQuarantined));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)), outcome.Sha256);
    }

    [Fact]
    public async Task Parquet_PackedByZstd_IsCommittedAndRejectedWhereItIsDamaged()
    {
        var packed = Packed.Zstd(ParquetFile.Write(Rows));
        var outcome = Assert.Single((await host.JudgeAsync("incoming/columns/packed.parquet.zst", packed)).Ingestions);
        Assert.Equal(("committed", 5000), (outcome.Outcome, outcome.RowsKept));

        packed[packed.Length / 2] ^= 0x55;
        Assert.StartsWith("zstd.", (await RejectedAsync("damaged.parquet.zst", packed)).Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FakeParquet_TextUnderTheName_IsRejected() =>
        Assert.NotEmpty((await RejectedAsync("fake.parquet", [.. "PAR1 this is no Parquet file PAR1"u8])).Advice);

    [Fact]
    public async Task TruncatedParquet_AtItsHalf_IsRejected()
    {
        var content = ParquetFile.Write(Rows);
        Assert.NotEmpty((await RejectedAsync("truncated.parquet", content[..(content.Length / 2)])).Advice);
    }

    [Fact]
    public async Task SmallParquet_OfVeryManyRows_IsRejectedByItsClaim()
    {
        // 75 million values: a little more than what any file may claim.
        var content = ParquetFile.Write("SELECT 7 AS id, 7 AS amount, 'x' AS note FROM range(25000000)", ", ROW_GROUP_SIZE 25000000");

        Assert.Equal("expansion.too_large", (await RejectedAsync("bomb.parquet", content)).Code);
    }

    private async Task<FileFault> RejectedAsync(string name, byte[] content)
    {
        var detail = await host.JudgeAsync($"incoming/columns/{name}", content);
        Assert.Equal(RawObjectStates.Rejected, detail.Object.State);
        var fault = JsonSerializer.Deserialize<FileFault>(Assert.Single(detail.Ingestions).Fault ?? "", JsonSerializerOptions.Web);
        Assert.NotNull(fault);
        return fault;
    }
}
