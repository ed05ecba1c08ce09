using System.Globalization;

namespace Analytics.Api.Web;

/// <summary>Numbers and times as people read them.</summary>
internal static class Show
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>"1 row", "2 rows".</summary>
    public static string Count(long value, string one, string? many = null) => $"{Count(value)} {(value == 1 ? one : many ?? one + "s")}";

    /// <summary>As <see cref="Count(long, string, string?)"/>, of what was counted to a bound only.</summary>
    public static string UpTo(long bound, long value, string one) => (value >= bound ? "more than " : "") + Count(value, one);

    public static string Bytes(long value)
    {
        var unit = 0;
        double shown = value;
        while (Math.Abs(shown) >= 999.5 && unit < Units.Length - 1)
        {
            shown /= 1000;
            unit++;
        }

        return shown.ToString(unit == 0 || shown >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>A share from 0 to 1, in percent; a share that is not 0 never shows as 0, and one below 1 never as 100.</summary>
    public static string Share(double value) => value switch
    {
        0 => "0 %",
        < 0.0001 => "< 0.01 %",
        > 0.9999 and < 1 => "> 99.99 %",
        _ => (value * 100).ToString(value < 0.01 ? "0.00" : "0.#", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>US dollars; what is not nothing never shows as nothing.</summary>
    public static string Dollars(decimal usd) => usd switch
    {
        > 0 and < 0.005m => "< $0.01",
        _ => "$" + usd.ToString("#,0.00", CultureInfo.InvariantCulture),
    };

    public static string Time(DateTime utc) => Seconds(utc) + " UTC";

    /// <summary>In a reader's time zone; where that is not known, UTC, and it says so.</summary>
    public static string Time(DateTime utc, TimeZoneInfo? zone) => zone is null ? Time(utc) : Seconds(Local(utc, zone));

    public static string Seconds(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The time of day, to the millisecond, in a reader's time zone or in UTC.</summary>
    public static string Clock(DateTime utc, TimeZoneInfo? zone) =>
        (zone is null ? utc : Local(utc, zone)).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static DateTime Local(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone);

    public static string Ago(TimeSpan age) => age switch
    {
        { TotalSeconds: < 5 } => "just now",
        { TotalMinutes: < 1 } => $"{(int)age.TotalSeconds} s ago",
        { TotalHours: < 1 } => $"{(int)age.TotalMinutes} min ago",
        { TotalDays: < 2 } => $"{(int)age.TotalHours} h ago",
        _ => $"{(int)age.TotalDays} days ago",
    };

    /// <summary>The two largest parts, such as "3 h 12 min".</summary>
    public static string Duration(TimeSpan length) => length switch
    {
        { TotalSeconds: < 1 } => $"{Math.Max(0, (int)length.TotalMilliseconds)} ms",
        { TotalSeconds: < 10 } => length.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        { TotalMinutes: < 1 } => $"{(int)length.TotalSeconds} s",
        { TotalHours: < 1 } => $"{(int)length.TotalMinutes} min {length.Seconds} s",
        { TotalDays: < 1 } => $"{(int)length.TotalHours} h {length.Minutes} min",
        _ => $"{(int)length.TotalDays} d {length.Hours} h",
    };
}
