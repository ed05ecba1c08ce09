using Analytics.Tabular.Conversion;
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
    public async Task ConvertAsync_PartitionByUnknownColumn_IsAFaultOfTheSchema() =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => Converted.CsvAsync(TestSchema.Of("id int32") with { PartitionBy = ["x"] }, "id\n1\n"));
}
