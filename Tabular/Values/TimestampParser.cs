namespace Analytics.Tabular.Values;

/// <summary>
/// Dates with a time as microseconds since 1970-01-01T00:00. With <paramref name="hasOffset"/> the text must say its
/// offset from UTC and becomes an instant; without, it must not.
/// </summary>
internal readonly struct TimestampParser(TimeFormat? format, bool hasOffset) : IValueParser<long>
{
    public bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (format is not null)
        {
            if (!format.TryParse(text, out var parts)
                || !parts.TryDays(out var day)
                || !parts.TryMicroseconds(out var time)
                || parts.Offset.HasValue != hasOffset)
            {
                return false;
            }

            value = (day * Calendar.MicrosecondsPerDay) + time - parts.Offset.GetValueOrDefault();
            return Calendar.IsWithinYears(value);
        }

        if (!IsoTime.TryTakeDate(ref text, out var days)
            || !(Digits.TryTake(ref text, (byte)'T') || Digits.TryTake(ref text, (byte)' '))
            || !IsoTime.TryTakeTime(ref text, out var microseconds))
        {
            return false;
        }

        long offset = 0;
        if (hasOffset && !IsoTime.TryTakeOffset(ref text, out offset))
        {
            return false;
        }

        value = (days * Calendar.MicrosecondsPerDay) + microseconds - offset;
        return text.IsEmpty && Calendar.IsWithinYears(value);
    }
}
