namespace Analytics.Tabular.Values;

/// <summary>The parts of ISO 8601 texts, taken from the front of a span.</summary>
internal static class IsoTime
{
    private const int DateLength = 10;

    /// <summary><c>2001-01-31</c> as days since 1970.</summary>
    public static bool TryTakeDate(ref ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        if (text.Length < DateLength || text[4] != '-' || text[7] != '-')
        {
            return false;
        }

        var (thousands, hundreds, tens, ones) = (text[0] - '0', text[1] - '0', text[2] - '0', text[3] - '0');
        var (months, month, dayTens, day) = (text[5] - '0', text[6] - '0', text[8] - '0', text[9] - '0');
        var year = (thousands * 1000) + (hundreds * 100) + (tens * 10) + ones;
        if (Math.Max(Math.Max((uint)thousands, (uint)hundreds), Math.Max((uint)tens, (uint)ones)) > 9
            || Math.Max(Math.Max((uint)months, (uint)month), Math.Max((uint)dayTens, (uint)day)) > 9
            || !Calendar.TryDays(year, (months * 10) + month, (dayTens * 10) + day, out days))
        {
            return false;
        }

        text = text[DateLength..];
        return true;
    }

    /// <summary><c>23:59</c>, <c>23:59:59</c> or <c>23:59:59.999999</c> as microseconds since midnight.</summary>
    public static bool TryTakeTime(ref ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (!Digits.TryTake(ref text, 2, out var hour)
            || !Digits.TryTake(ref text, (byte)':')
            || !Digits.TryTake(ref text, 2, out var minute))
        {
            return false;
        }

        var (second, fraction) = (0, 0);
        if (Digits.TryTake(ref text, (byte)':')
            && (!Digits.TryTake(ref text, 2, out second)
                || (Digits.TryTake(ref text, (byte)'.') && !Digits.TryTakeMicroseconds(ref text, out fraction))))
        {
            return false;
        }

        return Calendar.TryMicroseconds(hour, minute, second, fraction, out microseconds);
    }

    /// <summary><c>Z</c>, <c>+02</c>, <c>+0200</c> or <c>+02:00</c> as microseconds east of Greenwich.</summary>
    public static bool TryTakeOffset(ref ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (Digits.TryTake(ref text, (byte)'Z'))
        {
            return true;
        }

        var east = Digits.TryTake(ref text, (byte)'+');
        if ((!east && !Digits.TryTake(ref text, (byte)'-')) || !Digits.TryTake(ref text, 2, out var hours))
        {
            return false;
        }

        var minutes = 0;
        var colon = Digits.TryTake(ref text, (byte)':');
        if ((colon || !text.IsEmpty) && !Digits.TryTake(ref text, 2, out minutes))
        {
            return false;
        }

        microseconds = ((hours * 60L) + minutes) * 60 * Calendar.MicrosecondsPerSecond * (east ? 1 : -1);
        return hours <= 18 && minutes < 60;
    }
}
