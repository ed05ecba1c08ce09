using System.Globalization;
using ParquetSharp;

namespace Analytics.Tabular.ParquetInput;

/// <summary>
/// Dates and times of a file that Spark wrote in the calendar of old: Julian before 15 October 1582. They are rebased as Spark does, to the
/// same day of the calendar that is in use now, also for the time before it was.
/// </summary>
/// <param name="HasDates">Whether dates and times are written so.</param>
/// <param name="HasInt96">Whether times of the type INT96 are.</param>
/// <param name="Zone">The time zone of the session that wrote them; null where the file does not say.</param>
internal sealed record LegacyCalendar(bool HasDates, bool HasInt96, string? Zone)
{
    private const string VersionKey = "org.apache.spark.version";
    private const string DatesKey = "org.apache.spark.legacyDateTime";
    private const string Int96Key = "org.apache.spark.legacyINT96";
    private const string ZoneKey = "org.apache.spark.timeZone";
    private const string FirstVersionOfDates = "3.0.0";
    private const string FirstVersionOfInt96 = "3.1.0";

    private const long MicrosOfDay = 86_400_000_000;
    private const int DaysOfFourYears = 1_461;

    /// <summary>15 October 1582, in days from 1970: the first day that both calendars call the same.</summary>
    private const int FirstGregorianDay = -141_427;

    /// <summary>Zones that are not UTC have kept their own time to the second before then; only Spark's tables say how.</summary>
    private const long MicrosOf1900 = -2_208_988_800_000_000;

    private static readonly HashSet<string> NamesOfUtc = new(StringComparer.Ordinal)
    {
        "UTC", "Etc/UTC", "GMT", "Etc/GMT", "Z", "Zulu", "Etc/Zulu", "UCT", "Etc/UCT", "Universal", "+00:00", "UTC+00:00", "GMT+00:00",
    };

    private static readonly JulianCalendar Julian = new();

    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>What the footer says, read as Spark reads it: files of early versions say nothing and are of the old calendar.</summary>
    public static LegacyCalendar Of(FileMetaData footer)
    {
        var keys = footer.KeyValueMetadata;
        if (!keys.TryGetValue(VersionKey, out var version))
        {
            return new LegacyCalendar(false, false, null);
        }

        return new LegacyCalendar(
            IsBefore(version, FirstVersionOfDates) || keys.ContainsKey(DatesKey),
            IsBefore(version, FirstVersionOfInt96) || keys.ContainsKey(Int96Key),
            keys.GetValueOrDefault(ZoneKey));
    }

    /// <summary>The day, in days from 1970, that has the same name in the calendar in use now; null before the year 1.</summary>
    public static int? RebaseDay(int day)
    {
        if (day >= FirstGregorianDay)
        {
            return day;
        }

        // A leap period later, since the calendar of the library begins two days into the year 1.
        var number = (long)day + EpochDay + DaysOfFourYears;
        if (number < 0)
        {
            return null;
        }

        var date = DateTime.MinValue.AddDays(number);
        var year = Julian.GetYear(date) - 4;

        // 29 February of 1500 is the first of March in the calendar in use now, which has no such day.
        return year < 1
            ? null
            : new DateOnly(year, Julian.GetMonth(date), 1).AddDays(Julian.GetDayOfMonth(date) - 1).DayNumber - EpochDay;
    }

    /// <summary>The same for a time, in microseconds from 1970; null where it hangs on a time zone's rules before 1900 as well.</summary>
    public long? RebaseMicros(long micros)
    {
        if (micros >= MicrosOf1900)
        {
            return micros;
        }

        if (Zone is null || !NamesOfUtc.Contains(Zone))
        {
            return null;
        }

        var day = Math.DivRem(micros, MicrosOfDay, out var time);
        (day, time) = time < 0 ? (day - 1, time + MicrosOfDay) : (day, time);
        return day < int.MinValue || RebaseDay((int)day) is not { } rebased ? null : (rebased * MicrosOfDay) + time;
    }

    /// <summary>How Spark compares its versions.</summary>
    private static bool IsBefore(string version, string first) => string.CompareOrdinal(version, first) < 0;
}
