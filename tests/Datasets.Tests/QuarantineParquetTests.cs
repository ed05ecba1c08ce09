using System.Text;
using Analytics.Fixtures;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Datasets.Tests;

public sealed class QuarantineParquetTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Records_NotAscii_AreNotShownAsCut()
    {
        var entry = Assert.Single(await ReadAsync(new string('é', 1_000)));

        Assert.Equal((new string('é', 1_000), false, 2_000), (entry.Raw, entry.IsCut, entry.ByteLength));
    }

    [Fact]
    public async Task Records_LongerThanIsShown_AreCutBetweenCharactersAndSaySo()
    {
        var entries = await ReadAsync("a" + new string('é', 3_000), new string('x', 4_096), new string('x', 4_097));

        Assert.Equal("a" + new string('é', 2_047), entries[0].Raw);
        Assert.Equal([true, false, true], entries.Select(entry => entry.IsCut));
        Assert.Equal([4_095, 4_096, 4_096], entries.Select(entry => Encoding.UTF8.GetByteCount(entry.Raw)));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlyList<QuarantinedEntry>> ReadAsync(params string[] records)
    {
        var schema = new TableSchema
        {
            Format = FileFormat.Csv,
            Dialect = new Dialect { Header = false },
            Fields = [new Field { Name = "id", Type = new ColumnType(ColumnKind.Int32) }],
            MaxRejectedShare = 1,
        };
        using var source = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', records)));
        var scratch = Directory.CreateDirectory(_folder.File("scratch")).FullName;
        var result = await TableConverter.ConvertAsync(
            source, "a.csv", schema, new ConversionOptions { ScratchDirectory = scratch }, new FilesStay(), null,
            TestContext.Current.CancellationToken);
        return QuarantineParquet.Read(Assert.Single(result.Files).Path, 0, 100);
    }

    private sealed class FilesStay : IConvertedFileSink
    {
        public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
