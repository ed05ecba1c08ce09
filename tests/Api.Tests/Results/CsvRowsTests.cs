using Analytics.Api.Results;

namespace Analytics.Api.Tests.Results;

public sealed class CsvRowsTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"so\"", "\"say \"\"so\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("-5", "'-5")]
    [InlineData("\n=1+1", "\"'\n=1+1\"")]
    [InlineData(" =1+1", "' =1+1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("－1", "'－1")]
    [InlineData("＠SUM(A1)", "'＠SUM(A1)")]
    [InlineData(null, "")]
    public void Field_Text_IsQuotedAndNeverAFormula(string? text, string expected) => Assert.Equal(expected, CsvRows.Field(text));

    [Fact]
    public void Field_Number_StaysANumber()
    {
        Assert.Equal("-5", CsvRows.Field(-5));
        Assert.Equal("0.1", CsvRows.Field(0.1));
        Assert.Equal("1e+20", CsvRows.Field(1e20));
        Assert.Equal("1.50", CsvRows.Field(1.50m));
        Assert.Equal("23:59:58.5", CsvRows.Field(new TimeOnly(23, 59, 58, 500)));
        Assert.Equal("-12345678901234567890123456789.25", CsvRows.Field("-12345678901234567890123456789.25", isNumber: true));
        Assert.Equal("true", CsvRows.Field(true));
        Assert.Equal("2001-02-03", CsvRows.Field(new DateOnly(2001, 2, 3)));
        Assert.Equal("2001-02-03T04:05:06.5Z", CsvRows.Field(new DateTime(2001, 2, 3, 4, 5, 6, 500, DateTimeKind.Utc)));
    }
}
