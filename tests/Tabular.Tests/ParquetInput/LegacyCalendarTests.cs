using Analytics.Tabular.ParquetInput;
using Analytics.Tabular.Tests.Support;
using ParquetSharp;

namespace Analytics.Tabular.Tests.ParquetInput;

public sealed class LegacyCalendarTests
{
    private static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>Day for day from 1 January of the year 1, counted by the rule that every fourth year is a leap year.</summary>
    [Fact]
    public void RebaseDay_EveryDayOfTheJulianCalendar_KeepsItsName()
    {
        // 1 January of the year 1 is two days earlier by Julius' calendar.
        var day = new DateOnly(1, 1, 1).DayNumber - 2 - EpochDay;
        Assert.Null(LegacyCalendar.RebaseDay(day - 1));
        for (var year = 1; year <= 1582; year++)
        {
            for (var month = 1; month <= (year == 1582 ? 9 : 12); month++)
            {
                var days = month == 2 && year % 4 == 0 ? 29 : DateTime.DaysInMonth(2001, month);
                for (var number = 1; number <= days; number++, day++)
                {
                    // 29 February of 1500 has no such name, and becomes the day after the 28th.
                    var expected = new DateOnly(year, month, 1).AddDays(number - 1).DayNumber - EpochDay;
                    Assert.Equal((year, month, number, (int?)expected), (year, month, number, LegacyCalendar.RebaseDay(day)));
                }
            }
        }

        Assert.Equal(new DateOnly(1582, 10, 4).DayNumber - EpochDay, LegacyCalendar.RebaseDay(day + 3));
        Assert.Equal(new DateOnly(1582, 10, 15).DayNumber - EpochDay, LegacyCalendar.RebaseDay(day + 4));
    }

    [Theory]
    [InlineData("2.4.8", "", "UTC", "1582-10-04|1582-10-04 12:00:00")]
    [InlineData("3.5.6", "org.apache.spark.legacyDateTime", "UTC", "1582-10-04|1582-10-04 12:00:00")]
    [InlineData("3.5.6", "", "UTC", "1582-10-14|1582-10-14 12:00:00")]
    [InlineData("3.5.6", "org.apache.spark.legacyINT96", "UTC", "1582-10-14|1582-10-14 12:00:00")]
    [InlineData("", "org.apache.spark.legacyDateTime", "UTC", "1582-10-14|1582-10-14 12:00:00")]
    public async Task Convert_FooterOfSpark_DecidesTheCalendar(string version, string key, string zone, string expected)
    {
        using var converted = await ConvertAsync(version, key, zone, new DateTime(1582, 10, 14, 12, 0, 0, DateTimeKind.Utc));

        // Not as DuckDB writes instants, which is by the old calendar too.
        Assert.Equal([expected], converted.Rows("d, make_timestamp(epoch_us(t))"));
    }

    [Theory]
    [InlineData("America/Los_Angeles", "the time zone America/Los_Angeles")]
    [InlineData(null, "the time zone that the file does not name")]
    public async Task Convert_LegacyTimeBefore1900InATimeZone_GoesToQuarantineByName(string? zone, string remark)
    {
        using var old = await ConvertAsync("2.4.8", "", zone, new DateTime(1899, 12, 31, 23, 59, 59, DateTimeKind.Utc));
        using var newer = await ConvertAsync("2.4.8", "", zone, new DateTime(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Equal(["1900-01-01|1900-01-01 00:00:00+00"], newer.Rows());
        Assert.Contains(remark, Assert.Single(old.Quarantine()), StringComparison.Ordinal);
    }

    private static Task<Converted> ConvertAsync(string version, string key, string? zone, DateTime time)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        if (version.Length > 0)
        {
            keys["org.apache.spark.version"] = version;
        }

        if (key.Length > 0)
        {
            keys[key] = "";
        }

        if (zone is not null)
        {
            keys["org.apache.spark.timeZone"] = zone;
        }

        return Converted.ParquetAsync(TestSchema.Of("d date", "t timestamptz"), path =>
        {
            Column[] columns = [new Column<Date>("d"), new Column<DateTime>("t", LogicalType.Timestamp(true, TimeUnit.Micros))];
            using var file = new ParquetFileWriter(path, columns, keyValueMetadata: keys);
            using var group = file.AppendRowGroup();
            using (var column = group.NextColumn().LogicalWriter<Date>())
            {
                column.WriteBatch([new Date(time.Date)]);
            }

            using (var column = group.NextColumn().LogicalWriter<DateTime>())
            {
                column.WriteBatch([time]);
            }

            file.Close();
        });
    }
}
