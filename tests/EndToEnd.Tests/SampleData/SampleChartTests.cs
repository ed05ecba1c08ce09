using System.Globalization;
using System.Text.Json;
using Analytics.EndToEnd.Tests.Support;
using Parquet;

namespace Analytics.EndToEnd.Tests.SampleData;

/// <summary>
/// Figures on the sample charts against the same figures, computed here from the same files by plain code: neither DuckDB nor the
/// platform's readers take part in the expected values.
/// </summary>
[Collection<SampleTests>]
public sealed class SampleChartTests(SamplePlatform platform)
{
    private const string OnSpark = "flights-on-spark";
    private static readonly string[] KnownDamages = ["", "None", "Minor", "Medium", "Substantial"];

    [Fact]
    public async Task TotalCostOfBirdStrikes_IsTheSumOverTheFile()
    {
        var expected = ReadCsv("birdstrikes.csv")
            .Where(row => KnownDamages.Contains(row["Effect Amount of damage"]))
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
    public async Task MedianDelayAtEight_IsTheMedianOfTheFile()
    {
        var delays = await DelaysAsync(weekday: null, hour: 8);

        var rows = await ChartRowsAsync("flights", "median-by-hour");

        Assert.Equal(Percentile(delays, 0.5), rows.Single(row => row["hour"].GetInt32() == 8)["median_delay"].GetDouble(), 6);
    }

    [Fact]
    public async Task EveryChart_HasRowsAndNamesItsRunItsDataTimeAndItsShareOfQuarantinedRows()
    {
        foreach (var (dashboard, chart) in await AllChartsAsync())
        {
            var answer = await platform.Program.GetAsync($"/api/v1/dashboards/{dashboard}/charts/{chart}");

            Assert.NotEmpty(answer.GetProperty("rows").EnumerateArray());
            var source = Assert.Single(answer.GetProperty("sources").EnumerateArray());
            Assert.Equal(answer.GetProperty("chart").GetProperty("job").GetString(), source.GetProperty("job").GetString());
            Assert.True(source.GetProperty("runId").GetInt64() > 0);
            Assert.NotEqual(default, source.GetProperty("dataTime").GetDateTimeOffset());
            Assert.InRange(source.GetProperty("quarantinedShare").GetDouble(), 0, 0.01);
        }
    }

    [Fact]
    public async Task ShareInQuarantineOfBirdStrikes_IsThatOfTheFilesUnknownDamages()
    {
        var records = ReadCsv("birdstrikes.csv").Select(row => row["Effect Amount of damage"]).ToList();
        var expected = (double)records.Count(damage => !KnownDamages.Contains(damage)) / records.Count;

        foreach (var (dashboard, chart) in (await AllChartsAsync()).Where(one => one.Dashboard == "birdstrikes"))
        {
            var answer = await platform.Program.GetAsync($"/api/v1/dashboards/{dashboard}/charts/{chart}");

            Assert.Equal(expected, answer.GetProperty("sources")[0].GetProperty("quarantinedShare").GetDouble(), 1e-12);
        }
    }

    [Fact]
    public async Task HistogramOfDelays_OnHadoopStreaming_CountsTheFilesFlights()
    {
        Assert.SkipWhen(SamplePlatform.WithoutSpark is not null, SamplePlatform.WithoutSpark ?? "");
        var expected = (await DelaysAsync(weekday: null, hour: null))
            .GroupBy(delay => (int)Math.Floor(Math.Min(delay, 180) / 10) * 10)
            .ToDictionary(bin => bin.Key, bin => bin.LongCount());

        var rows = await ChartRowsAsync(OnSpark, "delay-histogram");

        Assert.Equal(expected, rows.ToDictionary(row => row["delay_from"].GetInt32(), row => row["flights"].GetInt64()));
    }

    [Fact]
    public async Task BusiestRoutesOfEachMonth_OnHive_AddUpToThoseOfDuckDb()
    {
        Assert.SkipWhen(SamplePlatform.WithoutSpark is not null, SamplePlatform.WithoutSpark ?? "");
        var ofAllMonths = (await ChartRowsAsync("flights", "busiest-routes"))
            .ToDictionary(row => row["route"].GetString() ?? "", row => row["flights"].GetInt64());

        var rows = await ChartRowsAsync(OnSpark, "routes-by-month");

        var leading = rows.GroupBy(row => row["route"].GetString() ?? "").ToList();
        Assert.Equal(5, leading.Count);
        foreach (var route in leading.Where(route => route.Count() == 6))
        {
            // Those of midnight of the last day, a few, are July's.
            Assert.InRange(route.Sum(row => row["flights"].GetInt64()), ofAllMonths[route.Key] - 3, ofAllMonths[route.Key]);
        }
    }

    [Fact]
    public async Task DelayModel_OnPySpark_KnowsMoreThanTheUsualShare()
    {
        Assert.SkipWhen(SamplePlatform.WithoutSpark is not null, SamplePlatform.WithoutSpark ?? "");

        var measures = (await ChartRowsAsync(OnSpark, "delay-model-metrics"))
            .ToDictionary(row => row["measure"].GetString() ?? "", row => row["value"].GetDouble());
        var tenths = await ChartRowsAsync(OnSpark, "delay-model");

        Assert.InRange(measures["area under ROC"], 0.6, 0.8);
        Assert.True(measures["log loss"] < measures["log loss of the usual share alone"]);
        Assert.Equal(10, tenths.Count);
        Assert.True(tenths[9]["late_percent"].GetDouble() > 3 * tenths[0]["late_percent"].GetDouble());
    }

    private static double Percentile(List<double> values, double share)
    {
        values.Sort();
        var place = (values.Count - 1) * share;
        var low = values[(int)Math.Floor(place)];
        return low + ((values[(int)Math.Ceiling(place)] - low) * (place - Math.Floor(place)));
    }

    private static async Task<List<double>> DelaysAsync(DayOfWeek? weekday, int? hour)
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
                if ((weekday is null || dates[row].DayOfWeek == weekday) && (hour is null || dates[row].Hour == hour)
                    && found[row] >= -90)
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

    private async Task<List<(string Dashboard, string Chart)>> AllChartsAsync()
    {
        var dashboards = await platform.Program.GetAsync("/api/v1/dashboards");
        List<(string Dashboard, string Chart)> charts =
        [
            .. dashboards.EnumerateArray().SelectMany(dashboard => dashboard.GetProperty("charts").EnumerateArray()
                .Select(chart => (dashboard.GetProperty("name").GetString() ?? "", chart.GetProperty("id").GetString() ?? ""))),
        ];
        Assert.True(charts.Count >= 10, $"There are only {charts.Count} charts.");
        return SamplePlatform.WithoutSpark is null ? charts : [.. charts.Where(chart => chart.Dashboard != OnSpark)];
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
