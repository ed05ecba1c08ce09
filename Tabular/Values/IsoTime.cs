using System.Buffers.Binary;

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

        var digits = (BinaryPrimitives.ReadUInt32LittleEndian(text)
            | ((ulong)BinaryPrimitives.ReadUInt16LittleEndian(text[5..]) << 32)
            | ((ulong)BinaryPrimitives.ReadUInt16LittleEndian(text[8..]) << 48)) ^ EightDigits.Zeros;
        var pairs = EightDigits.Pairs(digits);
        var year = ((int)(pairs & 0xFF) * 100) + (int)((pairs >> 16) & 0xFF);
        if (!EightDigits.AreDigits(digits)
            || !Calendar.TryDays(year, (int)((pairs >> 32) & 0xFF), (int)((pairs >> 48) & 0xFF), out days))
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
