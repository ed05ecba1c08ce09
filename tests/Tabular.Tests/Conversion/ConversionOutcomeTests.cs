using System.Security.Cryptography;
using System.Text;
using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Csv;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;

namespace Analytics.Tabular.Tests.Conversion;

public class ConversionOutcomeTests
{
    private static readonly TableSchema Schema = TestSchema.Of("id int32", "name string");

    [Fact]
    public async Task ConvertAsync_RecordLostBetweenCutterAndReader_FailsTheFileWithTheSum()
    {
        using var folder = new Converted();
        var options = folder.Options with { BlockBytes = 64, Workers = 1 };
        var csv = "id,name\n" + string.Join('\n', Enumerable.Range(0, 100).Select(i => $"{i},a"));
        using var source = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        var result = await TableConverter.ConvertAsync(
            source, "test.csv", Schema, options, folder, null, plain => WithLoss(CsvSource.Open(plain, Schema, options)),
            openAgain: null, default);

        Assert.Equal(("records.unbalanced", 100L, 99L), (result.Fault?.Code, result.Records, result.RowsKept));
        Assert.Contains("100 records", result.Fault?.Message, StringComparison.Ordinal);
        Assert.Contains("99 rows were kept", result.Fault?.Message, StringComparison.Ordinal);
        Assert.Empty(folder.FilesOnDisk);
    }

    [Fact]
    public async Task ConvertAsync_Source_IsHashedAndMeasured()
    {
        var bytes = Encoding.UTF8.GetBytes("id,name\n1,a\n");
        using var converted = await Converted.CsvAsync(Schema, bytes);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), converted.Result.Sha256);
        Assert.Equal((bytes.Length, bytes.Length), (converted.Result.SourceBytes, converted.Result.PlainBytes));
    }

    [Theory]
    [InlineData(1, 4_000_000)]
    [InlineData(1, 100)]
    [InlineData(4, 100)]
    [InlineData(3, 1)]
    public async Task ConvertAsync_AnyWorkersAndBlocks_GiveTheSameRowsAndQuarantine(int workers, int blockBytes)
    {
        var csv = "id,name\n" + string.Concat(Enumerable.Range(1, 300).Select(i => i % 10 == 0 ? $"x{i},\"a\n{i}\"\n" : $"{i},b{i}\n"));
        using var converted = await Converted.CsvAsync(Schema, csv, options => options with { Workers = workers, BlockBytes = blockBytes });

        Assert.Equal(Enumerable.Range(1, 300).Where(i => i % 10 != 0).Select(i => $"{i}|b{i}"), converted.Rows(orderBy: "id"));
        Assert.Equal(Enumerable.Range(1, 30).Select(i => $"{i * 10}:id/type=x{i * 10}"), converted.Quarantine());
    }

    [Fact]
    public async Task ConvertAsync_SeveralFaults_NamesTheFirstWhicheverWorkerFoundIt()
    {
        var lines = Enumerable.Range(1, 5_000).Select(i => i >= 2_000 ? $"{i},b\"c" : $"{i},b");
        for (var round = 0; round < 10; round++)
        {
            using var converted = await Converted.CsvAsync(
                Schema, "id,name\n" + string.Join('\n', lines), options => options with { Workers = 4, BlockBytes = 64 });

            Assert.Equal(("csv.misplaced_quote", 2_000L), (converted.Fault.Code, converted.Fault.Record));
        }
    }

    [Fact]
    public async Task ConvertAsync_Cancelled_EndsAndLeavesNoFile()
    {
        using var folder = new Converted();
        using var stop = new CancellationTokenSource();
        using var source = new EndlessStream(Encoding.ASCII.GetBytes("1,abc\n"), Encoding.ASCII.GetBytes("id,name\n"), long.MaxValue);
        var progress = new Progress(report =>
        {
            if (report.Records > 100_000)
            {
                stop.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => TableConverter.ConvertAsync(source, "endless.csv", Schema, folder.Options, folder, progress, stop.Token));

        Assert.Empty(folder.FilesOnDisk);
    }

    [Fact]
    public async Task ConvertAsync_SinkOrSourceThatFails_IsAnExceptionAndLeavesNoFile()
    {
        using var folder = new Converted();
        using var source = new MemoryStream("id,name\n1,a\n"u8.ToArray());
        await Assert.ThrowsAsync<IOException>(
            () => TableConverter.ConvertAsync(source, "test.csv", Schema, folder.Options, new FullDisk(), null, default));

        Assert.Empty(folder.FilesOnDisk);
    }

    [Fact]
    public async Task ConvertAsync_Progress_IsToldOfBytesAndRecords()
    {
        using var folder = new Converted();
        var reports = new List<ConversionProgress>();
        using var source = new MemoryStream(Encoding.UTF8.GetBytes("id,name\n" + string.Concat(Enumerable.Repeat("1,a\n", 1_000))));
        await TableConverter.ConvertAsync(
            source, "test.csv", Schema, folder.Options with { BlockBytes = 400 }, folder, new Progress(reports.Add), default);

        Assert.Equal(new ConversionProgress(4_008, 1_000), reports[^1]);
        Assert.True(reports.Count >= 10);
    }

    private static RecordSource WithLoss(RecordSource source) =>
        source with { CreateReader = () => new LossyReader(source.CreateReader()) };

    private sealed class LossyReader(IRecordReader reader) : IRecordReader
    {
        public void Read(Block block, BlockRows rows)
        {
            if (block.Sequence == 2)
            {
                block.Length = block.Bytes[..^1].LastIndexOf((byte)'\n') + 1;
            }

            reader.Read(block, rows);
        }
    }

    private sealed class Progress(Action<ConversionProgress> report) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => report(value);
    }

    private sealed class FullDisk : IConvertedFileSink
    {
        public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken) =>
            throw new IOException("No space left on device");
    }
}
