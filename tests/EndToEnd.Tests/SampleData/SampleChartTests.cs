using System.Globalization;
using System.Text.Json;
using Analytics.EndToEnd.Tests.Support;
using Parquet;

namespace Analytics.EndToEnd.Tests.SampleData;

/// <summary>
/// Figures on the sample charts against the same figures, computed here from the same files by plain code: neither DuckDB nor the
/// platform's readers take part in the expected values.
/// </summary>
public sealed class SampleChartTests(SamplePlatform platform) : IClassFixture<SamplePlatform>
{
    [Fact]
    public async Task TotalCostOfBirdStrikes_IsTheSumOverTheFile()
    {
        string[] damages = ["", "None", "Minor", "Medium", "Substantial"];
        var expected = ReadCsv("birdstrikes.csv")
            .Where(row => damages.Contains(row["Effect Amount of damage"]))
            .Sum(row => long.Parse(row["Cost Total $"], CultureInfo.InvariantCulture));

        var rows = await ChartRowsAsync("birdstrikes", "total-cost");

        Assert.Equal(expected, rows[0]["cost"].GetDecimal());
    }

    [Fact]
    public async Task RainInSeattleInJanuary_IsTheMeanOfTheFilesYears()
    {
        var january = ReadCsv("weather.csv")
            .Where(row => row["location"] == "Seattle" && row["date"].Contains("-01-", StringComparison.Ordinal)
                && row["date"].Split('-')[1] == "01")
            .ToList();
        var years = january.Select(row => row["date"][..4]).Distinct().Count();
        var expected = january.Sum(row => double.Parse(row["precipitation"], CultureInfo.InvariantCulture)) / years;

        var rows = await ChartRowsAsync("weather", "rain");

        var shown = rows.Single(row => row["month"].GetInt32() == 1 && row["location"].GetString() == "Seattle");
        Assert.Equal(expected, shown["rain"].GetDouble(), 6);
    }

    [Fact]
    public async Task DelayOfMondaysFlightsAtEight_IsThePercentileOfTheFile()
    {
        var delays = await DelaysAsync(DayOfWeek.Monday, hour: 8);

        var rows = await ChartRowsAsync("flights", "when-to-fly");

        var shown = rows.Single(row => row["hour"].GetInt32() == 8 && row["day"].GetString() == "Mon");
        Assert.Equal(Percentile(delays, 0.9), shown["p90_delay"].GetDouble(), 6);
    }

    [Fact]
    public async Task EveryChart_NamesItsRunItsDataTimeAndItsShareOfQuarantinedRows()
    {
        foreach (var (dashboard, chart) in new[] { ("flights", "late-airports"), ("birdstrikes", "cost-by-year"), ("weather", "rain") })
        {
            var answer = await platform.Program.GetAsync($"/api/v1/dashboards/{dashboard}/charts/{chart}");

            var source = answer.GetProperty("source");
            Assert.True(source.GetProperty("runId").GetInt64() > 0);
            Assert.NotEqual(default, source.GetProperty("dataTime").GetDateTimeOffset());
            Assert.InRange(source.GetProperty("quarantinedShare").GetDouble(), 0, 0.01);
            Assert.NotEmpty(answer.GetProperty("rows").EnumerateArray());
        }
    }

    private static double Percentile(List<double> values, double share)
    {
        values.Sort();
        var place = (values.Count - 1) * share;
        var low = values[(int)Math.Floor(place)];
        return low + ((values[(int)Math.Ceiling(place)] - low) * (place - Math.Floor(place)));
    }

    private static async Task<List<double>> DelaysAsync(DayOfWeek weekday, int hour)
    {
        var delays = new List<double>();
        await using var file = await ParquetReader.CreateAsync(
            Build.SampleFile("flights-3m.parquet"), cancellationToken: TestContext.Current.CancellationToken);
        for (var group = 0; group < file.RowGroupCount; group++)
        {
            using var rows = file.OpenRowGroupReader(group);
            var dates = await ReadAsync<DateTime>(file, rows, "date");
            var found = await ReadAsync<long>(file, rows, "delay");
            for (var row = 0; row < dates.Length; row++)
            {
                // The contract sends arrivals of more than 90 minutes early to quarantine.
                if (dates[row].DayOfWeek == weekday && dates[row].Hour == hour && found[row] >= -90)
                {
                    delays.Add(found[row]);
                }
            }
        }

        return delays;
    }

    private static async Task<T[]> ReadAsync<T>(ParquetReader file, ParquetRowGroupReader rows, string column)
        where T : struct
    {
        var values = new T?[rows.RowCount];
        await rows.ReadAsync<T>(
            file.Schema.DataFields.Single(field => field.Name == column), values.AsMemory(), null, TestContext.Current.CancellationToken);
        return [.. values.Select(value => value.GetValueOrDefault())];
    }

    private static IEnumerable<Dictionary<string, string>> ReadCsv(string name)
    {
        var lines = File.ReadLines(Build.SampleFile(name));
        string[]? header = null;
        foreach (var line in lines)
        {
            // None of these files quotes a field.
            Assert.DoesNotContain('"', line);
            var fields = line.Split(',');
            if (header is null)
            {
                header = fields;
                continue;
            }

            yield return header.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second);
        }
    }

    /// <summary>The rows that the chart is drawn from, by column.</summary>
    private async Task<List<Dictionary<string, JsonElement>>> ChartRowsAsync(string dashboard, string chart)
    {
        var answer = await platform.Program.GetAsync($"/api/v1/dashboards/{dashboard}/charts/{chart}");
        var columns = answer.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString() ?? "").ToList();
        return
        [
            .. answer.GetProperty("rows").EnumerateArray()
                .Select(row => columns.Zip(row.EnumerateArray()).ToDictionary(pair => pair.First, pair => pair.Second)),
        ];
    }
}
