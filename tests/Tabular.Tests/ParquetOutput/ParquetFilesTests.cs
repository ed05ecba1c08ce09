using System.Globalization;
using Analytics.Tabular.Tests.Support;

namespace Analytics.Tabular.Tests.ParquetOutput;

public class ParquetFilesTests
{
    private static readonly string Csv = "id,name\n" + string.Join(
        '\n', Enumerable.Range(0, 20_000).Select(i => $"{i},{(i % 3 == 0 ? "" : "name " + (i % 10))}"));

    [Fact]
    public async Task ConvertAsync_ManyRows_FillFilesAndRowGroupsUpToTheirSizes()
    {
        using var converted = await Converted.CsvAsync(
            TestSchema.Of("id int32", "name string"),
            Csv,
            options => options with { RowGroupRows = 1_000, MaxFileBytes = 20_000, Workers = 2 });

        Assert.InRange(converted.Result.Files.Count, 3, 20);
        Assert.All(converted.Result.Files, file => Assert.InRange(file.Bytes, 1, 40_000));
        Assert.All(converted.Result.Files, file => Assert.Equal(new FileInfo(file.Path).Length, file.Bytes));
        Assert.Equal(converted.Accepted, converted.Result.Files);
        Assert.Equal(
            ["1000"], converted.Metadata("SELECT max(row_group_num_rows) FROM parquet_metadata(files)"));
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => $"{i}"), converted.Rows("id", "id"));
    }

    [Fact]
    public async Task ConvertAsync_Columns_AreCompressedWithStatisticsAndADictionaryWhereItPays()
    {
        using var converted = await Converted.CsvAsync(
            TestSchema.Of("id int32", "name string"), Csv, options => options with { Workers = 1 });

        Assert.Equal(
            ["id|ZSTD|PLAIN|0|19999|0", "name|ZSTD|PLAIN, RLE_DICTIONARY|name 0|name 9|6667"],
            converted.Metadata("""
                SELECT path_in_schema, compression, replace(encodings, 'RLE, ', '') AS e, stats_min_value, stats_max_value, stats_null_count
                FROM parquet_metadata(files) ORDER BY 1
                """).Select(line => line.Replace(", RLE|", "|", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ConvertAsync_LogicalTypes_AreThoseThatReadersKnow()
    {
        using var converted = await Converted.CsvAsync(
            TestSchema.Of(
                "a date", "b time", "c timestamp", "d timestamptz", "e uuid", "f decimal(9,2)", "g decimal(18,2)", "h decimal(38,2)",
                "i int16", "j json"),
            "a,b,c,d,e,f,g,h,i,j\n,,,,,1,1,1,1,{}\n");

        Assert.Equal(
            ["DATE|TIME|TIMESTAMP|TIMESTAMP WITH TIME ZONE|UUID|DECIMAL(9,2)|DECIMAL(18,2)|DECIMAL(38,2)|SMALLINT|JSON"],
            converted.Rows("typeof(a), typeof(b), typeof(c), typeof(d), typeof(e), typeof(f), typeof(g), typeof(h), typeof(i), typeof(j)"));
    }

    [Fact]
    public async Task ConvertAsync_FiveThousandColumns_AreWrittenInBoundedRowGroups()
    {
        var names = Enumerable.Range(0, 5_000).Select(i => $"c{i}").ToList();
        var line = string.Join(',', names.Select((_, i) => i % 10));
        using var converted = await Converted.CsvAsync(
            TestSchema.Of([.. names.Select(name => $"{name} int32")]),
            string.Join(',', names) + "\n" + string.Join('\n', Enumerable.Repeat(line, 1_200)),
            options => options with { Workers = 1, BlockBytes = 1024 * 1024 });

        Assert.Equal((1_200, 0), (converted.Result.RowsKept, converted.Result.RowsQuarantined));
        Assert.Equal(["1200|10800"], converted.Rows("count(*), sum(c9)"));

        // 28 MB of values and marks, besides the buffers' own: about 950 rows.
        var groups = converted.Metadata("SELECT DISTINCT file_name, row_group_id, row_group_num_rows AS n FROM parquet_metadata(files)");
        Assert.Equal(2, groups.Count);
        Assert.All(groups, group => Assert.InRange(int.Parse(group.Split('|')[2], CultureInfo.InvariantCulture), 1, 1_100));
    }
}
