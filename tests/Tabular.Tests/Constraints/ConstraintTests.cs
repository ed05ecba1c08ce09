using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;

namespace Analytics.Tabular.Tests.Constraints;

public class ConstraintTests
{
    [Fact]
    public async Task ConvertAsync_BrokenConstraints_AreReportedEachWithColumnRuleAndValue()
    {
        var schema = TestSchema.Of("code string", "size int32", "price decimal(6,2)", "day date")
            .Constrain(
                "code",
                new FieldConstraints { Required = true, MinLength = 2, MaxLength = 3, Pattern = "[A-Z]+", Enum = ["AB", "ABC", "é"] })
            .Constrain("size", new FieldConstraints { Minimum = "1", Maximum = "10" })
            .Constrain("price", new FieldConstraints { Required = true, Maximum = "99.50" })
            .Constrain("day", new FieldConstraints { Minimum = "2001-01-01", Enum = ["2001-01-01", "2001-01-02"] });
        using var converted = await Converted.CsvAsync(schema, """
            code,size,price,day
            AB,1,99.50,2001-01-01
            ABC,10,1,
            ,11,,2000-12-31
            abcd,0,99.51,2001-01-02
            é,5,1,2001-01-03
            """);

        Assert.Equal(["AB|1|99.50|2001-01-01", "ABC|10|1.00|NULL"], converted.Rows());
        Assert.Equal(
            [
                "3:code/required=NULL,size/maximum=11,price/required=NULL,day/minimum=2000-12-31,day/enum=2000-12-31",
                "4:code/maxLength=abcd,code/pattern=abcd,code/enum=abcd,size/minimum=0,price/maximum=99.51",
                "5:code/minLength=é,code/pattern=é,day/enum=2001-01-03",
            ],
            converted.Quarantine());
    }

    [Fact]
    public async Task ConvertAsync_Lengths_CountCharactersAndNotBytes()
    {
        var schema = TestSchema.Of("a string").Constrain("a", new FieldConstraints { MinLength = 2, MaxLength = 2 });
        using var converted = await Converted.CsvAsync(schema, "a\néé\n😀😀\né\n😀😀😀\n");

        Assert.Equal(["éé", "😀😀"], converted.Rows());
        Assert.Equal(["3:a/minLength=é", "4:a/maxLength=😀😀😀"], converted.Quarantine());
    }

    [Fact]
    public async Task ConvertAsync_PatternThatWouldBacktrackForever_EndsAtOnce()
    {
        var schema = TestSchema.Of("a string").Constrain("a", new FieldConstraints { Pattern = "(a+)+b" });
        using var converted = await Converted.CsvAsync(schema, $"a\n{new string('a', 5_000)}\naab\n");

        Assert.Equal(["aab"], converted.Rows());
        Assert.Equal(1, converted.Result.RowsQuarantined);
    }

    [Fact]
    public async Task ConvertAsync_PatternMatchesAPartOnly_IsBroken()
    {
        var schema = TestSchema.Of("a string").Constrain("a", new FieldConstraints { Pattern = "x|y" });
        using var converted = await Converted.CsvAsync(schema, "a\nx\nxz\n\"y\n\"\n");

        Assert.Equal(["x"], converted.Rows());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ConvertAsync_Unique_LaterRecordIsTheDuplicateWhicheverWorkerReadIt(int workers)
    {
        var schema = TestSchema.Of("id int32", "line int32", "mail string")
            .Constrain("id", new FieldConstraints { Unique = true })
            .Constrain("mail", new FieldConstraints { Unique = true });
        var lines = Enumerable.Range(1, 2_000).Select(line => $"{line % 700},{line},m{line % 900}");
        using var converted = await Converted.CsvAsync(
            schema, "id,line,mail\n" + string.Join('\n', lines), options => options with { Workers = workers, BlockBytes = 50 });

        Assert.Equal((700, 1_300), (converted.Result.RowsKept, converted.Result.RowsQuarantined));
        Assert.Equal(Enumerable.Range(1, 700).Select(line => $"{line}"), converted.Rows("line", "line"));
        Assert.StartsWith("701:id/unique=1", converted.Quarantine()[0], StringComparison.Ordinal);
        Assert.Equal("901:id/unique=201,mail/unique=m1", converted.Quarantine()[200]);
    }

    [Fact]
    public async Task ConvertAsync_RowThatOneUniqueColumnRejects_LeavesItsOtherValueFree()
    {
        var schema = TestSchema.Of("a int32", "b string")
            .Constrain("a", new FieldConstraints { Unique = true })
            .Constrain("b", new FieldConstraints { Unique = true });
        using var converted = await Converted.CsvAsync(schema, "a,b\n1,x\n1,y\n2,y\n");

        Assert.Equal(["1|x", "2|y"], converted.Rows());
        Assert.Equal(["2:a/unique=1"], converted.Quarantine());
    }

    [Theory]
    [InlineData("double")]
    [InlineData("float")]
    public async Task ConvertAsync_NegativeZero_IsZeroToEveryConstraint(string type)
    {
        const string csv = "a,b\n0.0,1\n-0.0,2\n0e5,3\n-0,4\n";
        var schema = TestSchema.Of($"a {type}", "b string");
        using var unique = await Converted.CsvAsync(schema.Constrain("a", new FieldConstraints { Unique = true }), csv);
        using var bounds = await Converted.CsvAsync(
            schema.Constrain("a", new FieldConstraints { Minimum = "0", Maximum = "-0.0", Enum = ["0"] }), csv);
        using var parts = await Converted.CsvAsync(schema with { PartitionBy = ["a"] }, csv);

        Assert.Equal(["1"], unique.Rows("b"));
        Assert.Equal(["2:a/unique=-0", "3:a/unique=0", "4:a/unique=-0"], unique.Quarantine());
        Assert.Equal(4, bounds.Result.RowsKept);
        Assert.Single(parts.Result.Files.Select(file => file.Partition[0].Value).Distinct());
    }

    [Theory]
    [InlineData("double", "DOUBLE")]
    [InlineData("float", "FLOAT")]
    public async Task ConvertAsync_WhatIsNoNumber_ReachesNoConstraint(string type, string sql)
    {
        var schema = TestSchema.Of($"a {type}").Constrain("a", new FieldConstraints { Unique = true, Minimum = "0", Enum = ["0", "1"] });
        using var text = await Converted.CsvAsync(schema, "a\nnan\nNaN\ninf\n1\n");
        using var parquet = await Converted.ParquetAsync(schema, $"SELECT unnest(['nan', 'nan', 'inf', '1']::{sql}[]) AS a");

        Assert.Equal(["1:a/type=nan", "2:a/type=NaN", "3:a/type=inf"], text.Quarantine());
        Assert.Equal(["1:a/type=NaN", "2:a/type=NaN", "3:a/type=Infinity"], parquet.Quarantine());
    }

    [Fact]
    public async Task ConvertAsync_UniqueWithMissingValues_TheyDoNotCount()
    {
        var schema = TestSchema.Of("id int32", "b string").Constrain("id", new FieldConstraints { Unique = true });
        using var converted = await Converted.CsvAsync(schema, "id,b\n,x\n,y\n1,z\n1,w\n");

        Assert.Equal(3, converted.Result.RowsKept);
        Assert.Equal(["4:id/unique=1"], converted.Quarantine());
    }
}
