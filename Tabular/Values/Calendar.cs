namespace Analytics.Tabular.Values;

/// <summary>Parquet's days and microseconds since 1970-01-01, from the parts of a date and a time of day.</summary>
internal static class Calendar
{
    public const long MicrosecondsPerSecond = 1_000_000;
    public const long MicrosecondsPerDay = 86_400 * MicrosecondsPerSecond;

    private const long FirstMicrosecond = -719_162 * MicrosecondsPerDay;
    private const long EndOfMicroseconds = 2_932_897 * MicrosecondsPerDay;

    private const int DaysOfEra = 146_097;
    private const int DaysToEpoch = 719_468;

    /// <summary>Days since the epoch; false where the calendar has no such day (years 1 to 9999).</summary>
    public static bool TryDays(int year, int month, int day, out int days)
    {
        days = 0;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || (day > 28 && day > DateTime.DaysInMonth(year, month)))
        {
            return false;
        }

        // Years that begin in March, so that the leap day is their last (Hinnant, chrono-compatible low-level date
        // algorithms).
        var shifted = month <= 2 ? year - 1 : year;
        var (era, yearOfEra) = Math.DivRem(shifted, 400);
        var dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        days = (era * DaysOfEra) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - DaysToEpoch;
        return true;
    }

    /// <summary>Whether an instant lies in years 1 to 9999, also where an offset has moved it.</summary>
    public static bool IsWithinYears(long microseconds) => microseconds is >= FirstMicrosecond and < EndOfMicroseconds;

    /// <summary>
    /// Microseconds since midnight; false where the clock has no such time. A leap second has no place in a day.
    /// </summary>
    public static bool TryMicroseconds(int hour, int minute, int second, int microsecond, out long microseconds)
    {
        microseconds = ((((hour * 60L) + minute) * 60) + second) * MicrosecondsPerSecond;
        microseconds += microsecond;
        return hour is >= 0 and < 24 && minute is >= 0 and < 60 && second is >= 0 and < 60;
    }
}
