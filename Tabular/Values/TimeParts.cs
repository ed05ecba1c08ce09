using System.Runtime.InteropServices;

namespace Analytics.Tabular.Values;

/// <summary>
/// What a <see cref="TimeFormat"/> found in a text; parts that the format does not name keep their defaults.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal record struct TimeParts()
{
    public int Year { get; set; } = 1970;

    public int Month { get; set; } = 1;

    public int Day { get; set; } = 1;

    /// <summary>Set where the format counts the days of the year (%j) instead of naming month and day.</summary>
    public int? DayOfYear { get; set; }

    public int Hour { get; set; }

    /// <summary>Set where the format writes twelve hours (%I) with %p.</summary>
    public bool? IsAfternoon { get; set; }

    public bool IsTwelveHour { get; set; }

    public int Minute { get; set; }

    public int Second { get; set; }

    public int Microsecond { get; set; }

    /// <summary>Microseconds east of Greenwich, where the format has %z.</summary>
    public long? Offset { get; set; }

    public readonly bool TryDays(out int days)
    {
        if (DayOfYear is not { } dayOfYear)
        {
            return Calendar.TryDays(Year, Month, Day, out days);
        }

        if (!Calendar.TryDays(Year, 1, 1, out days) || dayOfYear < 1 || dayOfYear > (DateTime.IsLeapYear(Year) ? 366 : 365))
        {
            return false;
        }

        days += dayOfYear - 1;
        return true;
    }

    public readonly bool TryMicroseconds(out long microseconds)
    {
        var hour = Hour;
        if (IsTwelveHour)
        {
            if (hour is < 1 or > 12)
            {
                microseconds = 0;
                return false;
            }

            hour = (hour % 12) + (IsAfternoon == true ? 12 : 0);
        }

        return Calendar.TryMicroseconds(hour, Minute, Second, Microsecond, out microseconds);
    }
}
