namespace Analytics.Tabular.Values;

/// <summary>Parquet's days and microseconds since 1970-01-01, from the parts of a date and a time of day.</summary>
internal static class Calendar
{
    public const long MicrosecondsPerSecond = 1_000_000;
    public const long MicrosecondsPerDay = 86_400 * MicrosecondsPerSecond;

    private static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>Days since the epoch; false where the calendar has no such day (years 1 to 9999).</summary>
    public static bool TryDays(int year, int month, int day, out int days)
    {
        days = 0;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        days = new DateOnly(year, month, day).DayNumber - EpochDay;
        return true;
    }

    /// <summary>Microseconds since midnight; false where the clock has no such time. A leap second has no place in a day.</summary>
    public static bool TryMicroseconds(int hour, int minute, int second, int microsecond, out long microseconds)
    {
        microseconds = ((((hour * 60L) + minute) * 60) + second) * MicrosecondsPerSecond;
        microseconds += microsecond;
        return hour is >= 0 and < 24 && minute is >= 0 and < 60 && second is >= 0 and < 60;
    }
}
