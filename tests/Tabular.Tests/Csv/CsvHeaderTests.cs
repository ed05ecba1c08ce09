using System.Text;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;

namespace Analytics.Tabular.Tests.Csv;

public class CsvHeaderTests
{
    private static readonly TableSchema Schema = TestSchema.Of("id int32", "name string");

    [Theory]
    [InlineData("id\n1\n", "csv.missing_column")]
    [InlineData("id,name,id\n1,a,2\n", "csv.duplicate_column")]
    [InlineData("id,name,extra\n1,a,2\n", "csv.unknown_column")]
    [InlineData("ID,name\n1,a\n", "csv.missing_column")]
    [InlineData(" id,name\n1,a\n", "csv.missing_column")]
    [InlineData("1,a\n2,b\n", "csv.missing_column")]
    [InlineData("\n\n", "csv.missing_column")]
    [InlineData("id,na\"me\n1,a\n", "csv.misplaced_quote")]
    [InlineData("id,\"name\n1,a\n", "csv.unterminated_quote")]
    [InlineData("id,name\r1,a\r2,b\r", "csv.line_ends")]
    [InlineData("\n\r\n\rid,name", "csv.line_ends")]
    [InlineData("\n\r\n\r\rid,name", "csv.line_ends")]
    [InlineData("\n\r\n\r\r\nid,name\n", "csv.missing_column")]
    [InlineData("", "file.empty")]
    public async Task ConvertAsync_HeaderThatDiffers_RejectsTheFileBeforeAnyRow(string text, string code)
    {
        using var converted = await Converted.CsvAsync(Schema, text);

        Assert.Equal((ConversionOutcome.Rejected, code), (converted.Result.Outcome, converted.Fault.Code));
        Assert.NotEmpty(converted.Fault.Advice);
        Assert.Empty(converted.FilesOnDisk);
    }

    [Theory]
    [InlineData(new byte[] { 0x69, 0x64, 0x2C, 0xFF, 0x0A })]
    [InlineData(new byte[] { 0x69, 0x64, 0x2C, 0x61, 0x00, 0x0A })]
    public async Task ConvertAsync_HeaderWithNulOrBadUtf8_RejectsTheFile(byte[] bytes)
    {
        using var converted = await Converted.CsvAsync(Schema, bytes);

        Assert.Equal(ConversionOutcome.Rejected, converted.Result.Outcome);
    }

    [Theory]
    [InlineData("\n#c\nid\n1\n", "csv.missing_column", 3, 4)]
    [InlineData("\uFEFF\r\nid,name,id\n1,a,2\n", "csv.duplicate_column", 2, 5)]
    [InlineData("#c\n\nid,na\"me\n", "csv.misplaced_quote", 3, 9)]
    public async Task ConvertAsync_HeaderBehindBlankLinesAndComments_IsRejectedAtItsPlace(string text, string code, int line, int position)
    {
        using var converted = await Converted.CsvAsync(Schema with { Dialect = new Dialect { CommentChar = '#' } }, text);

        Assert.Equal((code, line, position), (converted.Fault.Code, converted.Fault.Line, converted.Fault.ByteOffset));
    }

    /// <summary>So much is let go before the header is found; places count from the file's first byte all the same.</summary>
    [Theory]
    [InlineData("\n", null)]
    [InlineData("\r\n", null)]
    [InlineData("\r\n\n", null)]
    [InlineData("#\n", '#')]
    public async Task ConvertAsync_LongBlankBeginning_KeepsTheCountOfLinesAndBytes(string blank, char? comment)
    {
        var beginning = string.Concat(Enumerable.Repeat(blank, 300_001));
        var lines = beginning.Count(value => value == '\n');
        using var converted = await Converted.CsvAsync(
            Schema with { Dialect = new Dialect { CommentChar = comment } }, $"{beginning}id,name\n1,a\n2,\"b\"c\n");

        Assert.Equal("csv.misplaced_quote", converted.Fault.Code);
        Assert.Equal((2, lines + 3, beginning.Length + 16), (converted.Fault.Record, converted.Fault.Line, converted.Fault.ByteOffset));
    }

    [Fact]
    public async Task ConvertAsync_ReorderedColumns_AreMatchedByNameAndNoted()
    {
        using var converted = await Converted.CsvAsync(Schema, "name,id\na,1\n");

        Assert.Equal(["1|a"], converted.Rows());
        Assert.Contains("another order", Assert.Single(converted.Result.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConvertAsync_UnknownColumnsIgnored_AreReadOver()
    {
        using var converted = await Converted.CsvAsync(
            Schema with { UnknownFields = UnknownFields.Ignore }, "x,id,y,name\n\"q\"\"\n,\",1,,a\n");

        Assert.Equal(["1|a"], converted.Rows());
        Assert.Empty(converted.Result.Notes);
    }

    [Fact]
    public async Task ConvertAsync_HeaderOnly_IsAcceptedWithNoRows()
    {
        using var converted = await Converted.CsvAsync(Schema, "id,name");

        Assert.Equal((ConversionOutcome.Accepted, 0L), (converted.Result.Outcome, converted.Result.Records));
        Assert.Empty(converted.Result.Files);
    }

    [Theory]
    [InlineData("\u200Bid,name", "'[U+200B]id'")]
    [InlineData("id,name\u00A0", "'name[U+00A0]'")]
    [InlineData("\uFEFF\uFEFFid,name", "'[U+FEFF]id'")]
    [InlineData("id,na\tme", "'na[U+0009]me'")]
    public async Task ConvertAsync_InvisibleCharacterInTheHeader_IsNamedByItsCodePoint(string header, string shown)
    {
        using var converted = await Converted.CsvAsync(Schema, header + "\n1,a\n");

        Assert.Equal("csv.missing_column", converted.Fault.Code);
        Assert.Contains(shown, converted.Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConvertAsync_ByteOrderMarkAndBlankLinesBeforeTheHeader_AreNoNames()
    {
        using var converted = await Converted.CsvAsync(Schema, "\uFEFF\r\n\n\"id\",name\r\n1,a\r\nx,b\r\n");

        Assert.Equal(["1|a"], converted.Rows());
        Assert.Equal(["22|3"], converted.Read(ConvertedFileKind.Quarantine, "SELECT byte_offset, byte_length FROM files"));
    }

    [Fact]
    public async Task ConvertAsync_NoHeader_TakesTheContractsOrder()
    {
        using var converted = await Converted.CsvAsync(Schema with { Dialect = new Dialect { Header = false } }, "1,a\nx,b\n");

        Assert.Equal(["1|a"], converted.Rows());
        Assert.Equal(["2:id/type=x"], converted.Quarantine());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ConvertAsync_TwentyThousandColumns_AreRejectedByTheFirstRecord(bool header)
    {
        var line = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"c{i}"));
        using var converted = await Converted.CsvAsync(Schema with { Dialect = new Dialect { Header = header } }, $"{line}\n{line}\n");

        Assert.Equal("columns.too_many", converted.Fault.Code);
    }

    [Fact]
    public async Task ConvertAsync_FirstLineWithoutEnd_IsRejectedAtTheCap()
    {
        using var source = new EndlessStream(Encoding.ASCII.GetBytes("abcdefgh"));
        using var converted = await Converted.FromAsync(Schema, source, "endless.csv");

        Assert.Equal("record.too_long", converted.Fault.Code);
        Assert.InRange(source.BytesRead, 1, 40_000_000);
    }
}
