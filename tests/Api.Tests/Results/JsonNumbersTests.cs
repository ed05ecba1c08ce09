using System.Text.Json;

using Analytics.Api.Results;

namespace Analytics.Api.Tests.Results;

public sealed class JsonNumbersTests
{
    [Theory]
    [InlineData(null, """[9007199254740992,"9007199254740993","-9007199254740993",1]""")]
    [InlineData("text", """["9007199254740992","9007199254740993","-9007199254740993","1"]""")]
    [InlineData("number", "[9007199254740992,9007199254740993,-9007199254740993,1]")]
    public void Of_Integers_KeepEveryDigit(string? numbers, string expected) =>
        Assert.Equal(expected, Write("bigint", numbers, 9007199254740992, 9007199254740993, -9007199254740993, 1L));

    [Theory]
    [InlineData(null, """[1.50,"1234567890123.456","99999999999999999999999999999.5","NaN"]""")]
    [InlineData("text", """["1.50","1234567890123.456","99999999999999999999999999999.5","NaN"]""")]
    [InlineData("number", "[1.50,1234567890123.456,99999999999999999999999999999.5,null]")]
    public void Of_Decimals_KeepEveryDigit(string? numbers, string expected) =>
        Assert.Equal(expected, Write("numeric", numbers, 1.50m, 1234567890123.456m, "99999999999999999999999999999.5", "NaN"));

    [Theory]
    [InlineData(null, """[0.1,"NaN","-Infinity"]""")]
    [InlineData("text", """["0.1","NaN","-Infinity"]""")]
    [InlineData("number", "[0.1,null,null]")]
    public void Of_Doubles_NameWhatIsNoNumber(string? numbers, string expected) =>
        Assert.Equal(expected, Write("double precision", numbers, 0.1, double.NaN, double.NegativeInfinity));

    [Theory]
    [InlineData(null, """[["9007199254740993",1],"12",null]""")]
    [InlineData("text", """[["9007199254740993","1"],"12",null]""")]
    public void Of_OtherTypes_AreLeft_ButForNumbersWithin(string? numbers, string expected) =>
        Assert.Equal(expected, Write("bigint[]", numbers, new[] { 9007199254740993, 1L }, "12", null));

    private static string Write(string type, string? numbers, params object?[] values) => JsonSerializer.Serialize(
        JsonNumbers.Of([values], Enumerable.Repeat(type, values.Length), JsonNumbers.FormOf(numbers))[0], JsonSerializerOptions.Web);
}
