using System.Globalization;
using System.Numerics;
using System.Text;
using Analytics.Tabular.Values;
using CsCheck;

namespace Analytics.Tabular.Tests.Values;

/// <summary>Common values are read by shorter ways; they must agree with the plain definition of the value.</summary>
public class ShortPathTests
{
    private static readonly DateOnly Epoch = new(1970, 1, 1);

    [Fact]
    public void DateParser_EveryDayOfTheCalendar_IsItsDistanceFromTheEpoch()
    {
        for (var day = DateOnly.MinValue; day < DateOnly.MaxValue; day = day.AddDays(1))
        {
            Assert.True(Analytics.Tabular.Values.Calendar.TryDays(day.Year, day.Month, day.Day, out var days));
            Assert.Equal(day.DayNumber - Epoch.DayNumber, days);
        }
    }

    [Fact]
    public void DateParser_DaysThatNoMonthHas_AreRefused()
    {
        Assert.All(
            ["2001-02-29", "1900-02-29", "2001-04-31", "2001-00-10", "2001-13-10", "2001-01-00", "2001-01-32", "20x1-01-01", "2001-01-0/"],
            text => Assert.False(new DateParser(null).TryParse(Encoding.ASCII.GetBytes(text), out _), text));
    }

    [Fact]
    public void DecimalParser_AnyDigitsPointAndScale_IsTheExactValueOrRefused() =>
        Gen.Select(Gen.String[Gen.Char["0123456789"], 0, 22], Gen.Int[-1, 22], Gen.Bool, Gen.Int[1, 18], Gen.Int[0, 18]).Sample(
            (digits, point, negative, precision, someScale) =>
            {
                var scale = Math.Min(someScale, precision);
                var text = point >= 0 && point <= digits.Length ? digits.Insert(point, ".") : digits;
                var parsed = new DecimalParser(precision, scale).TryParse(Encoding.ASCII.GetBytes((negative ? "-" : "") + text), out long value);

                var expected = Exact(text, precision, scale);
                Assert.Equal(expected is not null, parsed);
                Assert.Equal((negative ? -1 : 1) * (expected ?? 0), parsed ? value : 0);
            });

    [Fact]
    public void DecimalParser_AnyCharacters_IsTheExactValueOrRefused() =>
        Gen.Select(Gen.String[Gen.Char["00123456789..-+e/:, \0\u00b0"], 0, 19], Gen.Int[1, 18], Gen.Int[0, 18]).Sample(
            (text, precision, someScale) =>
            {
                var scale = Math.Min(someScale, precision);
                var parsed = new DecimalParser(precision, scale).TryParse(Encoding.Latin1.GetBytes(text), out long value);

                var digits = text.StartsWith('-') ? text[1..] : text;
                var isNumber = digits.Count(c => c == '.') <= 1 && digits.All(c => c == '.' || char.IsAsciiDigit(c));
                var expected = isNumber ? Exact(digits, precision, scale) : null;
                Assert.Equal(expected is not null, parsed);
                Assert.Equal(text.StartsWith('-') ? -(expected ?? 0) : expected ?? 0, parsed ? value : 0);
            });

    [Fact]
    public void IntegerParser_AnyCharacters_IsTheValueOrRefused() =>
        Gen.String[Gen.Char["0123456789-./: \0\u00b0"], 0, 10].Sample(text =>
        {
            // .NET takes NULs behind a number for no part of it.
            var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var expected)
                && !text.Contains('\0', StringComparison.Ordinal);
            var parsed = new IntegerParser(long.MinValue, long.MaxValue).TryParse(Encoding.Latin1.GetBytes(text), out long value);

            Assert.Equal(isNumber, parsed);
            Assert.True(!parsed || value == expected);
        });

    [Fact]
    public void DateParser_AnyCharacters_IsTheDayOrRefused() =>
        Gen.Select(Gen.DateOnly, Gen.Int[0, 10], Gen.Char["0123456789-./: \0\u00b0"], Gen.Int[0, 2]).Sample((day, place, other, change) =>
        {
            var text = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            text = change switch
            {
                0 => text,
                1 => text.Remove(Math.Min(place, 9), 1).Insert(Math.Min(place, 9), other.ToString()),
                _ => text.Insert(place, other.ToString()),
            };
            var isDay = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var expected);
            var parsed = new DateParser(null).TryParse(Encoding.Latin1.GetBytes(text), out var days);

            Assert.Equal(isDay, parsed);
            Assert.True(!parsed || days == expected.DayNumber - Epoch.DayNumber);
        });

    [Fact]
    public void IntegerParser_AnyDigits_IsTheExactValueOrRefused() =>
        Gen.Select(Gen.String[Gen.Char["0123456789"], 1, 21], Gen.Bool).Sample((digits, negative) =>
        {
            var text = (negative ? "-" : "") + digits;
            var exact = BigInteger.Parse(text, CultureInfo.InvariantCulture);
            var parsed = new IntegerParser(long.MinValue, long.MaxValue).TryParse(Encoding.ASCII.GetBytes(text), out long value);

            Assert.Equal(exact >= long.MinValue && exact <= long.MaxValue, parsed);
            Assert.True(!parsed || value == exact);
        });

    private static BigInteger? Exact(string text, int precision, int scale)
    {
        var parts = text.Split('.');
        var (whole, fraction) = (parts[0], parts.Length > 1 ? parts[1] : "");
        if (whole.Length + fraction.Length == 0 || (parts.Length > 1 && fraction.Length == 0) || fraction.TrimEnd('0').Length > scale)
        {
            return null;
        }

        var value = BigInteger.Parse("0" + whole + fraction.PadRight(40, '0')[..scale], CultureInfo.InvariantCulture);
        return value < BigInteger.Pow(10, precision) ? value : null;
    }
}
