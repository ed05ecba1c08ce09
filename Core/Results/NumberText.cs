using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Analytics.Results;

/// <summary>Numbers as PostgreSQL itself writes them, to the last digit.</summary>
public static class NumberText
{
    private const ushort Negative = 0x4000;
    private const ushort NaN = 0xC000;
    private const ushort PositiveInfinity = 0xD000;
    private const ushort NegativeInfinity = 0xF000;

    /// <summary>Null where the value is no number.</summary>
    public static string? Of(object? value) => value switch
    {
        short or int or long or BigInteger or decimal => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        double number => Of(number),
        float number => Of(number),
        _ => null,
    };

    public static string Of(double value) => !double.IsFinite(value)
        ? Name(value)
        : Write(value, BitConverter.DoubleToInt64Bits(value) & 0xF_FFFF_FFFF_FFFF, 52, Math.Abs(value) >= 1L << 52, 15,
            (number, digits) => number.ToString(digits, CultureInfo.InvariantCulture));

    public static string Of(float value) => !float.IsFinite(value)
        ? Name(value)
        : Write(value, BitConverter.SingleToInt32Bits(value) & 0x7F_FFFF, 23, Math.Abs(value) >= 1 << 22, 6,
            (number, digits) => ((float)number).ToString(digits, CultureInfo.InvariantCulture));

    /// <summary>How long the text of a <c>numeric</c> may be: its header tells of digits that are not sent, too.</summary>
    public static int MostOfNumeric(ReadOnlySpan<byte> binary)
    {
        const int SignZeroAndPoint = 3;
        const int DigitsPerWord = 4;
        var weight = BinaryPrimitives.ReadInt16BigEndian(binary[2..]);
        var scale = BinaryPrimitives.ReadUInt16BigEndian(binary[6..]);
        return (Math.Max(weight + 1, 0) * DigitsPerWord) + scale + SignZeroAndPoint;
    }

    /// <summary>Reads the binary form of <c>numeric</c>, whatever its size.</summary>
    public static string OfNumeric(ReadOnlySpan<byte> binary)
    {
        var count = BinaryPrimitives.ReadInt16BigEndian(binary);
        var weight = BinaryPrimitives.ReadInt16BigEndian(binary[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(binary[4..]);
        var scale = BinaryPrimitives.ReadUInt16BigEndian(binary[6..]);
        if (sign is NaN or PositiveInfinity or NegativeInfinity)
        {
            return sign switch { NaN => "NaN", PositiveInfinity => "Infinity", _ => "-Infinity" };
        }

        var text = new StringBuilder();
        for (var at = 0; at <= weight; at++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Digit(binary, count, at):0000}");
        }

        var whole = text.ToString().TrimStart('0');
        text.Clear().Append(sign == Negative ? "-" : "").Append(whole.Length == 0 ? "0" : whole);
        if (scale > 0)
        {
            var end = text.Append('.').Length + scale;
            for (var at = weight + 1; text.Length < end; at++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{Digit(binary, count, at):0000}");
            }

            text.Length = end;
        }

        return text.ToString();
    }

    private static short Digit(ReadOnlySpan<byte> binary, int count, int at) =>
        at < 0 || at >= count ? (short)0 : BinaryPrimitives.ReadInt16BigEndian(binary[(8 + (at * 2))..]);

    private static string Name(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    /// <summary>The fewest digits that lie strictly between the halves to the neighbouring numbers: at times one more than .NET writes.</summary>
    private static string Write(double value, long fraction, int bits, bool mayBeHalf, int plainBelow, Func<double, string, string> format)
    {
        if (value == 0)
        {
            return double.IsNegative(value) ? "-0" : "0";
        }

        var shortest = format(value, "R").Split('E')[0].Replace(".", "", StringComparison.Ordinal).TrimStart('-');
        var least = Math.Max(1, shortest.Trim('0').Length);
        var (mantissa, exponent) = Parts(format(value, $"E{least - 1}"));
        while (mayBeHalf && IsHalf(value, fraction, bits, mantissa, exponent))
        {
            (mantissa, exponent) = Parts(format(value, $"E{least++}"));
        }

        return Layout(double.IsNegative(value), mantissa.TrimEnd('0'), exponent, plainBelow);
    }

    private static (string Digits, int Exponent) Parts(string scientific)
    {
        var at = scientific.IndexOf('E', StringComparison.Ordinal);
        return (scientific[..at].Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal),
            int.Parse(scientific.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
    }

    private static string Layout(bool isNegative, string digits, int exponent, int plainBelow)
    {
        var sign = isNegative ? "-" : "";
        if (exponent < -4 || exponent >= plainBelow)
        {
            var rest = digits.Length > 1 ? $".{digits[1..]}" : "";
            return string.Create(
                CultureInfo.InvariantCulture, $"{sign}{digits[0]}{rest}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        return exponent < 0
            ? $"{sign}0.{new string('0', -exponent - 1)}{digits}"
            : digits.Length <= exponent + 1
                ? sign + digits.PadRight(exponent + 1, '0')
                : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>Whether the digits stand exactly half-way to a neighbour, from where only rounding to even leads back.</summary>
    private static bool IsHalf(double value, long fraction, int bits, string digits, int exponent)
    {
        var power = Math.ILogB(value) - bits;
        var mantissa = (fraction | (1L << bits)) * 4;
        var written = BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        var tens = exponent - digits.Length + 1;
        return new[] { mantissa + 2, mantissa - (fraction == 0 ? 1 : 2) }.Any(half =>
            written * BigInteger.Pow(10, Math.Max(tens, 0)) * BigInteger.Pow(2, Math.Max(2 - power, 0))
            == half * BigInteger.Pow(2, Math.Max(power - 2, 0)) * BigInteger.Pow(10, Math.Max(-tens, 0)));
    }
}
