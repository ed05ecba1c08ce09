using System.Text;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.ParquetOutput;
using Analytics.Tabular.Tests.Support;

namespace Analytics.Tabular.Tests.ParquetOutput;

public class PartitionTests
{
    [Fact]
    public async Task ConvertAsync_PartitionedRows_LieInFilesOfTheirOwnValues()
    {
        var schema = TestSchema.Of("id int32", "day date", "city string") with { PartitionBy = ["day", "city"] };
        var rows = Enumerable.Range(0, 1_000).Select(i => $"{i},2001-02-0{1 + (i % 3)},{(i % 5 == 0 ? "" : "c" + (i % 2))}").ToList();
        using var converted = await Converted.CsvAsync(
            schema,
            "id,day,city\n" + string.Join('\n', rows),
            options => options with { BlockBytes = 1_000, MaxOpenPartitions = 2, RowGroupRows = 20 });

        Assert.Equal(1_000, converted.Result.RowsKept);
        Assert.Equal(
            9, converted.Result.Files.Select(file => string.Join(',', file.Partition.Select(pair => pair.Value))).Distinct().Count());
        foreach (var file in converted.Result.Files)
        {
            Assert.Equal(["day", "city"], file.Partition.Select(pair => pair.Key));
            using var alone = converted.Only(file);
            Assert.Equal(
                [string.Join('|', file.Partition.Select(pair => pair.Value ?? "NULL"))], alone.Rows("DISTINCT day, city"));
        }

        Assert.Equal(rows.Select((_, i) => $"{i}"), converted.Rows("id", "id"));
    }

    [Fact]
    public async Task ConvertAsync_MorePartitionsThanAllowed_RejectsTheFile()
    {
        var schema = TestSchema.Of("id int32") with { PartitionBy = ["id"] };
        using var converted = await Converted.CsvAsync(
            schema,
            "id\n" + string.Join('\n', Enumerable.Range(0, 100)),
            options => options with { Limits = new ConversionLimits { MaxPartitions = 20 } });

        Assert.Equal("partitions.too_many", converted.Fault.Code);
        Assert.Empty(converted.FilesOnDisk);
    }

    /// <summary>Which worker gets which block is chance: each alone may see few enough.</summary>
    [Fact]
    public async Task ConvertAsync_MorePartitionsThanAllowed_IsAlwaysRejected()
    {
        var schema = TestSchema.Of("id int32") with { PartitionBy = ["id"] };
        var text = "id\n" + string.Join('\n', Enumerable.Range(0, 21));
        for (var attempt = 0; attempt < 20; attempt++)
        {
            using var converted = await Converted.CsvAsync(
                schema,
                text,
                options => options with { BlockBytes = 8, Workers = 2, Limits = new ConversionLimits { MaxPartitions = 20 } });

            Assert.Equal("partitions.too_many", converted.Fault.Code);
        }
    }

    [Fact]
    public async Task ConvertAsync_PartitionValuesOfMegabytes_AreRejectedInsteadOfKept()
    {
        var schema = TestSchema.Of("a string") with { PartitionBy = ["a"] };
        var rows = Enumerable.Range(0, 10).Select(i => $"{i}{new string('x', 1_000_000)}");
        using var converted = await Converted.CsvAsync(schema, "a\n" + string.Join('\n', rows));

        Assert.Equal("partitions.too_many", converted.Fault.Code);
        Assert.Contains("bytes", converted.Fault.Message);
    }

    [Fact]
    public async Task ConvertAsync_ManyPartitions_KeepFewFilesOpen()
    {
        using var folder = new Converted();
        var sink = new OpenFileCount(folder.Options.ScratchDirectory);
        var schema = TestSchema.Of("id int32", "key int32") with { PartitionBy = ["key"] };
        var text = "id,key\n" + string.Join('\n', Enumerable.Range(0, 600).Select(i => $"{i},{i % 60}"));

        var result = await TableConverter.ConvertAsync(
            new MemoryStream(Encoding.ASCII.GetBytes(text)), "test.csv", schema,
            folder.Options with { Workers = 1, MaxOpenPartitions = 4, RowGroupRows = 1 }, sink, progress: null,
            TestContext.Current.CancellationToken);

        Assert.Equal((600, 60), (result.RowsKept, result.Files.Select(file => file.Partition[0].Value).Distinct().Count()));

        // One more is open while it is written, and one is closed but not yet taken.
        Assert.InRange(sink.MostFiles, 4, 6);
    }

    /// <summary>One block may have rows of very many partitions, whose buffers are large where the columns are many.</summary>
    [Fact]
    public async Task ConvertAsync_WideAndManyPartitions_StaysWithinTheMemory()
    {
        // Without the bound, the buffers of all of them would take 58 MB.
        const int columns = 500, partitions = 150;
        using var folder = new Converted();
        var schema = TestSchema.Of([.. Enumerable.Range(0, columns).Select(i => $"c{i} int32")]) with { PartitionBy = ["c0"] };
        var options = folder.Options with { MaxOpenPartitions = 1 };
        var sink = new WaitingBytes();
        using var delivery = new FileDelivery(options, sink);
        using var output = new RowOutput(schema, options, delivery);
        sink.Output = output;
        var batch = new RowBatch(schema);
        for (var row = 0; row < partitions; row++)
        {
            foreach (var column in batch.Columns)
            {
                column.Append(Encoding.ASCII.GetBytes($"{row}"), batch.Violations);
            }

            batch.KeepRow();
        }

        await output.AppendAsync(batch, [], TestContext.Current.CancellationToken);
        await output.CompleteAsync(TestContext.Current.CancellationToken);

        Assert.Equal(partitions, delivery.RowsOf(ConvertedFileKind.Data));
        Assert.InRange(sink.Most, 1, 44_000_000);
    }

    [Theory]
    [InlineData("decimal(5,2)", "1.50", "1.50")]
    [InlineData("decimal(5,2)", "-0.05", "-0.05")]
    [InlineData("decimal(30,1)", "-12.5", "-12.5")]
    [InlineData("boolean", "true", "true")]
    [InlineData("int16", "-7", "-7")]
    [InlineData("timestamp", "2001-02-03T04:05:06.5", "2001-02-03 04:05:06.500000")]
    [InlineData("timestamptz", "2001-02-03T04:05:06+02:00", "2001-02-03T02:05:06.000000Z")]
    [InlineData("timestamp", "0001-01-01T00:00:00", "0001-01-01 00:00:00.000000")]
    [InlineData("uuid", "00112233-4455-6677-8899-aabbccddeeff", "00112233-4455-6677-8899-aabbccddeeff")]
    [InlineData("double", "0.1", "0.1")]
    [InlineData("time", "04:05", "04:05:00.000000")]
    public async Task ConvertAsync_PartitionValue_IsPlainText(string type, string text, string expected)
    {
        using var converted = await Converted.CsvAsync(TestSchema.Of("a " + type) with { PartitionBy = ["a"] }, $"a\n{text}\n");

        Assert.Equal(expected, Assert.Single(Assert.Single(converted.Result.Files).Partition).Value);
    }

    [Fact]
    public async Task ConvertAsync_InstantBeforeYearOne_IsQuarantined()
    {
        using var converted = await Converted.CsvAsync(
            TestSchema.Of("a timestamptz") with { PartitionBy = ["a"] }, "a\n0001-01-01T00:00:00+01:00\n2001-01-01T00:00Z\n");

        Assert.Equal(["1:a/type=0001-01-01T00:00:00+01:00"], converted.Quarantine());
        Assert.Equal(1, converted.Result.RowsKept);
    }

    [Fact]
    public async Task ConvertAsync_PartitionByUnknownColumn_IsAFaultOfTheSchema() =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => Converted.CsvAsync(TestSchema.Of("id int32") with { PartitionBy = ["x"] }, "id\n1\n"));

    /// <summary>Takes each file away, so that what lies in the folder is open or about to be taken.</summary>
    private sealed class OpenFileCount(string folder) : IConvertedFileSink
    {
        public int MostFiles { get; private set; }

        public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken)
        {
            MostFiles = Math.Max(MostFiles, Directory.GetFiles(folder).Length);
            File.Delete(file.Path);
            return Task.CompletedTask;
        }
    }

    private sealed class WaitingBytes : IConvertedFileSink
    {
        public RowOutput? Output { get; set; }

        public long Most { get; private set; }

        public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken)
        {
            Most = Math.Max(Most, Output?.WaitingBytes ?? 0);
            File.Delete(file.Path);
            return Task.CompletedTask;
        }
    }
}
