using System.Globalization;
using System.Text;
using Analytics.Tabular.Values;
using CsCheck;

namespace Analytics.Tabular.Tests.Values;

public class FloatingParserTests
{
    [Fact]
    public void TryParse_AnyDouble_RoundTripsFromItsShortestText() => Gen.Double.Where(double.IsFinite).Sample(number =>
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture).Replace("E+", "E", StringComparison.Ordinal);
        return default(FloatingParser).TryParse(Encoding.ASCII.GetBytes(text), out double parsed)
            && BitConverter.DoubleToInt64Bits(parsed) == BitConverter.DoubleToInt64Bits(number);
    });

    /// <summary>Short decimal texts take a path of their own, which must round as the long one does.</summary>
    [Fact]
    public void TryParse_ShortDecimalText_IsTheNearestDouble() =>
        Gen.Select(Gen.Long[-99_999_999_999_999_999, 99_999_999_999_999_999], Gen.Int[0, 16]).Sample((digits, scale) =>
        {
            var whole = Math.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
            var text = $"{(digits < 0 ? "-" : "")}{whole[..^scale]}{(scale > 0 ? "." : "")}{whole[^scale..]}";
            return default(FloatingParser).TryParse(Encoding.ASCII.GetBytes(text), out double parsed)
                && parsed.Equals(double.Parse(text, CultureInfo.InvariantCulture));
        });

    [Fact]
    public void TryParse_AnyFloat_RoundTripsFromItsShortestText() => Gen.Float.Where(float.IsFinite).Sample(number =>
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture).Replace("E+", "E", StringComparison.Ordinal);
        return default(FloatingParser).TryParse(Encoding.ASCII.GetBytes(text), out float parsed)
            && BitConverter.SingleToInt32Bits(parsed) == BitConverter.SingleToInt32Bits(number);
    });
}
