using System.Text;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;

namespace Analytics.Tabular.Tests.Csv;

public class CsvRecordTests
{
    private static readonly TableSchema Schema = TestSchema.Of("id int32", "name string");

    [Fact]
    public async Task ConvertAsync_TooFewOrTooManyFields_AreQuarantinedForThatAlone()
    {
        using var converted = await Converted.CsvAsync(Schema, "id,name\n1,a\nx\ny,b,c\n2,b\n3,\n,\n");

        Assert.Equal(["1|a", "2|b", "3|NULL", "NULL|NULL"], converted.Rows());
        Assert.Equal(["2:/csv.fields=1 fields instead of 2", "3:/csv.fields=3 fields instead of 2"], converted.Quarantine());
    }

    [Theory]
    [InlineData("id,name\n1,a\n2,b\"c\n3,d\n4,\"e\"\n", 2, 3, 15)]
    [InlineData("id,name\n1,a\n2,\"b\"c\n3,d\n", 2, 3, 16)]
    [InlineData("id,name\n1,\"a\nb\"\n2,\"b\" \n", 2, 4, 20)]
    [InlineData("id,name\n1,\"a\"b\"c\"\n", 1, 2, 12)]
    [InlineData("id,name\n1,a\n\"2\"\r,x\n", 2, 3, 14)]
    [InlineData("id,name\n1,a\n2,\"x\"\r\r\n", 2, 3, 16)]
    public async Task ConvertAsync_QuoteWhereNoneMayStand_FailsTheFileThere(string text, int record, int line, int position)
    {
        using var converted = await Converted.CsvAsync(Schema, text);

        Assert.Equal("csv.misplaced_quote", converted.Fault.Code);
        Assert.Equal((record, line, position), (converted.Fault.Record, converted.Fault.Line, converted.Fault.ByteOffset));
        Assert.Empty(converted.FilesOnDisk);
    }

    [Fact]
    public async Task ConvertAsync_UnterminatedQuoteMidFile_FailsTheFileAtItsRecord()
    {
        var rows = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"{i},a\n"));
        using var converted = await Converted.CsvAsync(
            Schema, $"id,name\n1,a\n2,\"open\n{rows}", options => options with { BlockBytes = 64 });

        Assert.Equal("csv.unterminated_quote", converted.Fault.Code);
        Assert.Equal((3L, 12L), (converted.Fault.Line, converted.Fault.ByteOffset));
        Assert.Empty(converted.FilesOnDisk);
    }

    [Fact]
    public async Task ConvertAsync_NoQuoting_TakesQuotesAsText()
    {
        var schema = Schema with { Dialect = new Dialect { QuoteChar = null } };
        using var converted = await Converted.CsvAsync(schema, "id,name\n1,a\"b\n2,\"c\n");

        Assert.Equal(["1|a\"b", "2|\"c"], converted.Rows());
    }

    [Fact]
    public async Task ConvertAsync_OtherDelimiterAndQuote_AreTheOnesThatCount()
    {
        var schema = Schema with { Dialect = new Dialect { Delimiter = '\t', QuoteChar = '\'' } };
        using var converted = await Converted.CsvAsync(schema, "id\tname\n1\t'a\t''b\"'\n2\tc,d\n");

        Assert.Equal(["1|a\t'b\"", "2|c,d"], converted.Rows());
    }

    [Fact]
    public async Task ConvertAsync_MixedLineEndsAndBlankLines_AreReadAndNoRecords()
    {
        using var converted = await Converted.CsvAsync(Schema, "id,name\r\n1,a\n\r\n\n2,\"b\r\nc\"\r\n3,d");

        Assert.Equal(["1|a", "2|b\r\nc", "3|d"], converted.Rows());
        Assert.Equal(3, converted.Result.Records);
    }

    [Fact]
    public async Task ConvertAsync_CarriageReturnInsideALine_QuarantinesTheRecord()
    {
        using var converted = await Converted.CsvAsync(Schema, "id,name\n1,a\rb\n2,\"c\rd\"\n3,e\r\r\n4,f\r");

        Assert.Equal(["2|c\rd", "4|f"], converted.Rows());
        Assert.Equal(["1:/csv.line_end=a\rb", "3:/csv.line_end=e\r"], converted.Quarantine());
    }

    [Fact]
    public async Task ConvertAsync_NulsAndBadUtf8_QuarantineTheirRecordsOnly()
    {
        using var converted = await Converted.CsvAsync(
            Schema, [.. "id,name\n1,a\n2,b\0c\n3,"u8, 0xC3, 0x28, .. "\n4,é\n\0,x\n"u8]);

        Assert.Equal(["1|a", "4|é"], converted.Rows());
        Assert.Equal(["2:name/nul=b\uFFFDc", "3:name/utf8=\uFFFD(", "5:id/type=\uFFFD"], converted.Quarantine());
        Assert.Equal(
            ["332CC328"], converted.Read(ConvertedFileKind.Quarantine, "SELECT hex(raw) AS raw FROM files WHERE record_number = 3"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData('\\')]
    public async Task ConvertAsync_MissingValues_AreUnquotedTextsOnly(char? escape)
    {
        var schema = TestSchema.Of("a string", "b string") with
        {
            MissingValues = ["", "NA"],
            Dialect = new Dialect { EscapeChar = escape },
        };
        using var converted = await Converted.CsvAsync(schema, "a,b\n1,\n2,\"\"\n3,\"NA\"\n4,NA\n");

        Assert.Equal(["1|NULL", "2|", "3|NA", "4|NULL"], converted.Rows());
    }

    [Theory]
    [InlineData("string", "2|NULL")]
    [InlineData("int32", "2|NULL")]
    [InlineData("date", "2|NULL")]
    [InlineData("uuid", "2|NULL")]
    [InlineData("boolean", "2|NULL")]
    [InlineData("json", "2|NULL")]
    public async Task ConvertAsync_QuotedEmptyText_IsMissingWhereNoTextIsMeantOrTheDialectSaysSo(string type, string expected)
    {
        var schema = TestSchema.Of("a int32", $"b {type}");
        schema = type == "string" ? schema with { Dialect = new Dialect { IsQuotedEmptyMissing = true } } : schema;
        using var converted = await Converted.CsvAsync(schema, "a,b\n1,\n2,\"\"\n");

        Assert.Equal(["1|NULL", expected], converted.Rows());
    }

    [Fact]
    public async Task ConvertAsync_QuotedEmptyText_IsHeldAgainstTheConstraintsOfTexts()
    {
        var schema = TestSchema.Of("a string", "b string").Constrain("b", new FieldConstraints { MinLength = 1 });
        using var converted = await Converted.CsvAsync(schema, "a,b\n1,\n2,\"\"\n");

        Assert.Equal(["1|NULL"], converted.Rows());
        Assert.Equal(["2:b/minLength="], converted.Quarantine());
    }

    [Theory]
    [InlineData("v\n1\n\n3\n\n", true, null, "1,3,NULL,NULL")]
    [InlineData("v\r\n1\r\n\r\n3", true, null, "1,3,NULL")]
    [InlineData("\n\nv\n\n", true, null, "NULL")]
    [InlineData("\n1\n\n", false, null, "1,NULL,NULL")]
    [InlineData("\uFEFF\r\n1\n", false, null, "1,NULL")]
    [InlineData("v\n1\n\n#\n3\n\n", true, '#', "1,3,NULL,NULL")]
    [InlineData("#\n\n1\n", false, '#', "1,NULL")]
    public async Task ConvertAsync_BlankLineInAFileOfOneColumn_IsARecord(string text, bool header, char? comment, string expected)
    {
        var schema = TestSchema.Of("v int64") with { Dialect = new Dialect { Header = header, CommentChar = comment } };
        using var converted = await Converted.CsvAsync(schema, text, options => options with { BlockBytes = 3 });
        using var required = await Converted.CsvAsync(schema.Constrain("v", new FieldConstraints { Required = true }), text);

        Assert.Equal(expected, string.Join(',', converted.Rows().Order(StringComparer.Ordinal)));
        Assert.Equal(expected.Split(',').Length, converted.Result.Records);
        Assert.Equal(expected.Split(',').Count(value => value == "NULL"), required.Result.RowsQuarantined);
        Assert.All(required.Quarantine(), line => Assert.Contains("v/required=NULL", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConvertAsync_BlankLineWhereOneOfTwoColumnsIsDeclared_IsNoRecord()
    {
        var schema = TestSchema.Of("v int64") with { UnknownFields = UnknownFields.Ignore };
        using var converted = await Converted.CsvAsync(schema, "v,w\n1,\n\n3,x\n");

        Assert.Equal(2, converted.Result.Records);
    }

    [Fact]
    public async Task ConvertAsync_NoMissingValues_KeepsEmptyTexts()
    {
        var schema = TestSchema.Of("a string", "b string") with { MissingValues = ["\\N"] };
        using var converted = await Converted.CsvAsync(schema, "a,b\n,\"\"\n\\N,x\n");

        Assert.Equal(["|", "NULL|x"], converted.Rows());
    }

    [Fact]
    public async Task ConvertAsync_EscapeCharacter_TakesTheNextByteLiterally()
    {
        var schema = Schema with { Dialect = new Dialect { EscapeChar = '\\' }, MissingValues = ["", "\\N"] };
        using var converted = await Converted.CsvAsync(
            schema, "id,name\n1,\"a\\\"b\n\\\\\"\n2,c\\,d\\\ne\n3,\\N\nx,\"\\\"\"\n4,f\r\n");

        Assert.Equal(["1|a\"b\n\\", "2|c,d\ne", "3|NULL", "4|f"], converted.Rows());
        Assert.Equal(["4:id/type=x"], converted.Quarantine());
    }

    [Fact]
    public async Task ConvertAsync_EscapedMissingText_IsTheTextItself()
    {
        var schema = TestSchema.Of("a string", "b string") with { Dialect = new Dialect { EscapeChar = '\\' }, MissingValues = ["", "NA"] };
        using var converted = await Converted.CsvAsync(schema, "a,b\n\\NA,NA\nN\\A,\n");

        Assert.Equal(["NA|NULL", "NA|NULL"], converted.Rows());
    }

    [Fact]
    public async Task ConvertAsync_DoubledQuoteWhereThereIsAnEscape_FailsTheFile()
    {
        var schema = Schema with { Dialect = new Dialect { EscapeChar = '\\' } };
        using var converted = await Converted.CsvAsync(schema, "id,name\n1,\"a\"\"b\"\n");

        Assert.Equal("csv.misplaced_quote", converted.Fault.Code);
    }

    [Fact]
    public async Task ConvertAsync_Comments_AreNoRecords()
    {
        var schema = Schema with { Dialect = new Dialect { CommentChar = '#' } };
        using var converted = await Converted.CsvAsync(
            schema, "# made \"by\nid,name\n#x,\"\n1,#a\n\"2\",\"b\n#c\"\n# end", options => options with { BlockBytes = 8 });

        Assert.Equal(["1|#a", "2|b\n#c"], converted.Rows());
        Assert.Equal(2, converted.Result.Records);
    }

    [Fact]
    public async Task ConvertAsync_RecordPastTheCap_RejectsTheFileWithLineAndByte()
    {
        using var converted = await Converted.CsvAsync(
            Schema,
            $"id,name\n1,a\n2,{new string('b', 200)}\n",
            options => options with { Limits = new ConversionLimits { MaxRecordBytes = 100 } });

        Assert.Equal(("record.too_long", 3L, 12L), (converted.Fault.Code, converted.Fault.Line, converted.Fault.ByteOffset));
    }

    [Fact]
    public async Task ConvertAsync_MoreViolationsThanShown_EndsWithTheirNumber()
    {
        var names = Enumerable.Range(0, 150).Select(i => $"c{i}").ToList();
        using var converted = await Converted.CsvAsync(
            TestSchema.Of([.. names.Select(name => $"{name} int32")]),
            $"{string.Join(',', names)}\n{string.Join(',', names.Select(_ => "x"))}\n{string.Join(',', names.Select(_ => "1"))}\n");

        var violations = Assert.Single(converted.Quarantine()).Split(',');
        Assert.Equal(101, violations.Length);
        Assert.Equal(("1:c0/type=x", "c99/type=x", "/more=and 50 more"), (violations[0], violations[99], violations[100]));
        Assert.Equal(1, converted.Result.RowsKept);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\"")]
    public async Task ConvertAsync_OneLineOfThreeHundredMegabytes_IsRejectedAtTheCap(string start)
    {
        using var source = new EndlessStream("abcdefgh"u8.ToArray(), Encoding.ASCII.GetBytes($"id,name\n1,a\n2,{start}"));
        using var converted = await Converted.FromAsync(Schema, source, "long.csv");

        Assert.Equal(ConversionOutcome.Rejected, converted.Result.Outcome);
        Assert.Equal(3, converted.Fault.Line);
        Assert.InRange(source.BytesRead, 1, 60_000_000);
        Assert.Empty(converted.FilesOnDisk);
    }
}
