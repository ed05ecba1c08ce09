using System.Text;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Values;

/// <summary>
/// A date and time format in strptime's letters: <c>%Y %y %m %d %j %b %B %H %I %p %M %S %f %z %%</c>; white space and
/// other characters stand for themselves. Numbers may lack their leading zero, as strptime allows, but where two stand
/// together: of 1112 nobody could tell the month.
/// </summary>
internal sealed class TimeFormat
{
    private static readonly byte[][] MonthNames =
    [
        .. "January February March April May June July August September October November December"
            .Split(' ').Select(Encoding.ASCII.GetBytes),
    ];

    private readonly byte[] _format;

    /// <summary>Where in the format a letter stands whose number has all its digits.</summary>
    private readonly bool[] _isFixed;

    private TimeFormat(byte[] format)
    {
        _format = format;
        _isFixed = new bool[format.Length];
        for (int at = 0, next; at < format.Length; at = next)
        {
            next = at + (format[at] == '%' ? 2 : 1);
            if (IsNumber(at) && IsNumber(next))
            {
                (_isFixed[at + 1], _isFixed[next + 1]) = (true, true);
            }
        }
    }

    /// <summary>Null and a fault where the text is no format, or none that makes up the type.</summary>
    public static TimeFormat? Create(string format, ColumnKind kind, out string? fault)
    {
        var bytes = Encoding.UTF8.GetBytes(format);
        var letters = new StringBuilder();
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != '%')
            {
                continue;
            }

            if (++i == bytes.Length || !"YymdjbBHIpMSfz%"u8.Contains(bytes[i]))
            {
                fault = i == bytes.Length ? "ends with a single '%'" : $"has the unknown letter '%{(char)bytes[i]}'";
                return null;
            }

            letters.Append(bytes[i] == '%' ? "" : (char)bytes[i]);
        }

        fault = TimeFormatParts.FaultOf(letters.ToString(), kind);
        return fault is null ? new TimeFormat(bytes) : null;
    }

    public bool TryParse(ReadOnlySpan<byte> text, out TimeParts parts)
    {
        parts = new TimeParts();
        for (var i = 0; i < _format.Length; i++)
        {
            var taken = _format[i] == '%'
                ? TryTakePart(_format[++i], _isFixed[i], ref text, ref parts)
                : Digits.TryTake(ref text, _format[i]);
            if (!taken)
            {
                return false;
            }
        }

        return text.IsEmpty;
    }

    private bool IsNumber(int at) =>
        at + 1 < _format.Length && _format[at] == '%' && "YymdjHIMSf"u8.Contains(_format[at + 1]);

    private static bool TryTakePart(byte letter, bool isFixed, ref ReadOnlySpan<byte> text, ref TimeParts parts)
    {
        int number;
        switch ((char)letter)
        {
            case 'Y' when Digits.TryTake(ref text, 4, out number):
                parts.Year = number;
                return true;
            case 'y' when Digits.TryTake(ref text, 2, out number):
                // POSIX: 69 to 99 are of the last century.
                parts.Year = number + (number < 69 ? 2000 : 1900);
                return true;
            case 'm' when TryTakeUpTo(ref text, 2, isFixed, out number):
                parts.Month = number;
                return true;
            case 'd' when TryTakeUpTo(ref text, 2, isFixed, out number):
                parts.Day = number;
                return true;
            case 'j' when TryTakeUpTo(ref text, 3, isFixed, out number):
                parts.DayOfYear = number;
                return true;
            case 'b' or 'B' when TryTakeMonthName(ref text, letter == 'b', out number):
                parts.Month = number;
                return true;
            case 'H' or 'I' when TryTakeUpTo(ref text, 2, isFixed, out number):
                parts.Hour = number;
                parts.IsTwelveHour = letter == 'I';
                return true;
            case 'p' when text.Length >= 2 && (text[1] | 0x20) == 'm' && (text[0] | 0x20) is 'a' or 'p':
                parts.IsAfternoon = (text[0] | 0x20) == 'p';
                text = text[2..];
                return true;
            case 'M' when TryTakeUpTo(ref text, 2, isFixed, out number):
                parts.Minute = number;
                return true;
            case 'S' when TryTakeUpTo(ref text, 2, isFixed, out number):
                parts.Second = number;
                return true;
            case 'f' when Digits.TryTakeMicroseconds(ref text, out number):
                parts.Microsecond = number;
                return true;
            case 'z' when IsoTime.TryTakeOffset(ref text, out var offset):
                parts.Offset = offset;
                return true;
            case '%':
                return Digits.TryTake(ref text, (byte)'%');
            default:
                return false;
        }
    }

    private static bool TryTakeUpTo(ref ReadOnlySpan<byte> text, int digits, bool isFixed, out int value)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var count = Math.Min(end < 0 ? text.Length : end, digits);
        value = 0;
        return count >= (isFixed ? digits : 1) && Digits.TryTake(ref text, count, out value);
    }

    private static bool TryTakeMonthName(ref ReadOnlySpan<byte> text, bool isShort, out int month)
    {
        for (month = 1; month <= MonthNames.Length; month++)
        {
            var name = isShort ? MonthNames[month - 1].AsSpan(0, 3) : MonthNames[month - 1];
            if (text.Length >= name.Length && Ascii.EqualsIgnoreCase(text[..name.Length], name))
            {
                text = text[name.Length..];
                return true;
            }
        }

        return false;
    }
}
