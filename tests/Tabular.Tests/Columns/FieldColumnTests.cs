using System.Text;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;

namespace Analytics.Tabular.Tests.Columns;

public class FieldColumnTests
{
    [Theory]
    [InlineData("int16", "32767 -32768 0 -0 007")]
    [InlineData("int32", "2147483647 -2147483648")]
    [InlineData("int64", "9223372036854775807 -9223372036854775808")]
    [InlineData("float", "1.5 -0.1 3.4028235e38 1e-45 7 0.000 -0e-99 0e400")]
    [InlineData("double", "1.5 .5 1e2 1E-300 -0 17976931348623157e292 123456789012345678901234567890")]
    [InlineData("decimal(5,2)", "999.99 -999.99 0.10 1.200 007.5 0")]
    [InlineData("decimal(18,0)", "999999999999999999 -999999999999999999")]
    [InlineData("decimal(38,0)", "99999999999999999999999999999999999999")]
    [InlineData("date", "2001-02-28 2000-02-29 0001-01-01 9999-12-31")]
    [InlineData("time", "00:00 23:59:59 23:59:59.999999 12:00:00.1000000")]
    [InlineData("timestamp", "2001-02-03T04:05 2001-02-03T04:05:06.123456")]
    [InlineData("timestamptz", "2001-02-03T04:05Z 2001-02-03T04:05:06+02:00 2001-02-03T04:05:06.5-0330 2001-02-03T04:05:06+02")]
    [InlineData("boolean", "true false")]
    [InlineData("uuid", "00112233-4455-6677-8899-aabbccddeeff 00112233-4455-6677-8899-AABBCCDDEEFF")]
    [InlineData("json", "{} [1,2] \"a\" null -1e5 {\"a\":{\"b\":[]}}")]
    public void Append_ValueOfTheType_IsKept(string type, string texts)
    {
        foreach (var text in texts.Split(' '))
        {
            Assert.Equal("", BrokenRules(type, text));
        }
    }

    [Theory]
    [InlineData("int16", "32768|-32769|1.0")]
    [InlineData("int32", "1.5|1e2|0x1F|1_000| 42|42 |+1|--1|-||1,000|nan|٣|2147483648|99999999999999999999")]
    [InlineData("int64", "9223372036854775808|-9223372036854775809|1.|1e0")]
    [InlineData("float", "nan|inf|Infinity|1e-60|3.5e38|-1e39|1.5f|0x1p3| 1|1 |1,5||.|e5|1e|+1")]
    [InlineData("double", "nan|NaN|-inf|1e309|-1e400|1e-400|-0.1e-340|1..2|1_0|1d|--5|1e5.5|0x10")]
    [InlineData("decimal(5,2)", "2.345|1000|1000.00|1e2|nan|.|1.|--1| 1|+1")]
    [InlineData("decimal(18,0)", "1000000000000000000|0.5")]
    [InlineData("decimal(38,0)", "100000000000000000000000000000000000000")]
    [InlineData("date", "2001-02-29|2001-2-3|2001-02-03T00:00:00|2001-02-03 00:00:00|0000-01-01|epoch|20010203")]
    [InlineData("date", "2001-13-01|12001-01-01|03/02/2001")]
    [InlineData("time", "24:00|12|12:60|23:59:60|12:00:00.1234567|1:00|12:00Z|12:00:00.")]
    [InlineData("timestamp", "2001-02-03|2001-02-03T04:05:06Z|2001-02-03T04:05:06+02:00|2001-02-03T04:05:06.1234567")]
    [InlineData("timestamp", "2001-02-03T25:00|now|2001-02-03  04:05")]
    [InlineData("timestamptz", "2001-02-03T04:05:06|2001-02-03T04:05:06+25:00|2001-02-03T04:05:06 UTC|2001-02-03Z|2001-02-03T04:05:06+2")]
    [InlineData("boolean", "yes|no|1|0|TRUE|True|t| true|")]
    [InlineData("uuid", "00112233445566778899aabbccddeeff|{00112233-4455-6677-8899-aabbccddeeff}")]
    [InlineData("uuid", "00112233-4455-6677-8899-aabbccddeef|g0112233-4455-6677-8899-aabbccddeeff")]
    [InlineData("json", "{|{a:1}|[1,]|nul|1 2|'a'|//c|01|\"\\q\"|\"\\ud800\"")]
    public void Append_TextThatWouldLoseOrGuess_IsRefusedAsType(string type, string texts)
    {
        foreach (var text in texts.Split('|'))
        {
            Assert.Equal("type", BrokenRules(type, text) is var rules && rules.Length > 0 ? rules : $"{text} was accepted");
        }
    }

    [Fact]
    public void Append_TextWithNulOrBadUtf8_IsRefused()
    {
        Assert.Equal("nul", BrokenRules(TestSchema.Field("a string"), "a\0b"u8));
        Assert.Equal("utf8", BrokenRules(TestSchema.Field("a string"), [0x61, 0xFF]));
        Assert.Equal("utf8", BrokenRules(TestSchema.Field("a string"), [0xED, 0xA0, 0x80]));
        Assert.Equal("type", BrokenRules(TestSchema.Field("a json"), [0x22, 0xFF, 0x22]));
    }

    [Theory]
    [InlineData("double", ',', '.', "1.234.567,5 1,5 12 123.456", "1234,567,8 1.23 12.34,5 1234.567 .123 1.234.56 1,234.5 1.,5")]
    [InlineData("decimal(9,2)", ',', null, "1,5 12", "1.5 1,555")]
    [InlineData("int32", '.', ',', "1,000 12,345,678 7", "1,00 10,00 ,100 1000,000 1,000,")]
    [InlineData("decimal(30,2)", ',', '.', "1.234,50", "1.23,5")]
    public void Append_NumberNotation_IsReadByItsOwnRulesOnly(string type, char decimalChar, char? groupChar, string good, string bad)
    {
        var field = TestSchema.Field("a " + type) with { DecimalChar = decimalChar, GroupChar = groupChar };

        Assert.All(good.Split(' '), text => Assert.Equal("", BrokenRules(field, Encoding.UTF8.GetBytes(text))));
        Assert.All(bad.Split(' '), text => Assert.Equal("type", BrokenRules(field, Encoding.UTF8.GetBytes(text))));
    }

    [Theory]
    [InlineData("date", "%d/%m/%Y", "03/02/2001|3/2/2001", "2001-02-03|32/01/2001|29/02/2001|03/02/01|03/02/2001 ")]
    [InlineData("date", "%Y%j", "2000366|2001001", "2001366|2001000|200111")]
    [InlineData("date", "%Y%m%d", "20010203", "2001111|200123")]
    [InlineData("date", "%d/%m%Y", "3/022001", "3/22001")]
    [InlineData("timestamp", "%Y%m%d%H", "2001020304", "200102034")]
    [InlineData("time", "%H%M", "0102", "102|012")]
    [InlineData("date", "%d %b %Y", "03 Feb 2001|03 feb 2001", "03 Fév 2001|03 February 2001")]
    [InlineData("date", "%y-%m-%d", "68-01-01|69-01-01", "1968-01-01")]
    [InlineData("time", "%I:%M %p", "12:00 AM|1:05 pm", "13:00 PM|0:10 AM|1:05")]
    [InlineData("timestamp", "%d.%m.%Y %H:%M:%S.%f", "03.02.2001 04:05:06.123456", "03.02.2001 04:05:06.1234567|03.02.2001")]
    [InlineData("timestamptz", "%Y-%m-%d %H:%M %z", "2001-02-03 04:05 +0200|2001-02-03 04:05 Z", "2001-02-03 04:05")]
    public void Append_TimeFormat_TakesItsOwnFormOnly(string type, string format, string good, string bad)
    {
        var field = TestSchema.Field("a " + type) with { Format = format };

        Assert.All(good.Split('|'), text => Assert.Equal("", BrokenRules(field, Encoding.UTF8.GetBytes(text))));
        Assert.All(bad.Split('|'), text => Assert.Equal("type", BrokenRules(field, Encoding.UTF8.GetBytes(text))));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00+01:00", "0001-01-01T01:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59.999999-00:01", "9999-12-31T23:58:59.999999-00:01")]
    public void Append_InstantOutsideTheYears_IsRefused(string outside, string inside)
    {
        Assert.Equal("type", BrokenRules("timestamptz", outside));
        Assert.Equal("", BrokenRules("timestamptz", inside));
    }

    [Fact]
    public void Append_TrueAndFalseValues_AreTheDeclaredOnesToTheLetter()
    {
        var field = TestSchema.Field("a boolean") with { TrueValues = ["Y", "ja"], FalseValues = ["N", ""] };

        Assert.All(["Y", "ja", "N", ""], text => Assert.Equal("", BrokenRules(field, Encoding.UTF8.GetBytes(text))));
        Assert.All(["y", "true", "false", "n"], text => Assert.Equal("type", BrokenRules(field, Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void Create_FormatOrBoundThatMeansNothing_IsAFaultOfTheSchema()
    {
        Assert.Throws<ArgumentException>(() => FieldColumns.Create(TestSchema.Field("a date") with { Format = "%Q" }));
        Assert.Throws<ArgumentException>(() => FieldColumns.Create(
            TestSchema.Field("a int32") with { Constraints = new FieldConstraints { Minimum = "low" } }));
    }

    private static string BrokenRules(string type, string text) =>
        BrokenRules(TestSchema.Field("a " + type), Encoding.UTF8.GetBytes(text));

    private static string BrokenRules(Field field, ReadOnlySpan<byte> text)
    {
        var column = FieldColumns.Create(field);
        var violations = new RecordViolations();
        column.Append(text, violations);
        Assert.Equal(1, column.Buffer.Rows);
        Assert.Equal(violations.Any, column.Buffer.IsMissing(0));
        return string.Join(",", violations.All.Select(violation => violation.Rule));
    }
}
