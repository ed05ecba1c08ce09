using System.Globalization;
using System.Text.Json;

using Analytics.Api.Tests.Support;

namespace Analytics.Api.Tests.Results;

/// <summary>No number of a table leaves the API with another digit than PostgreSQL has for it.</summary>
public sealed class ExactNumbersTests(LivePlatform platform) : IAsyncLifetime
{
    private const int Rows = 400;
    private readonly string _table = $"exact_{Guid.NewGuid():N}";
    private string[] _expected = [];

    public async ValueTask InitializeAsync()
    {
        await platform.ClientAsync();
        await platform.Database.ExecuteAsync(
            $"""
            create table results.{_table} as
            select g::integer as g, i, (i * 1.50) / (10::numeric ^ (g % 40)) as n, (i / 100000 * 0.01)::numeric(18,2) as d,
                (i * 3.000)::numeric(38,10) as w, i * (10::float8 ^ (g % 80 - 40)) as f,
                (i * (10::float8 ^ (g % 20 - 25)))::real as r, 1::bigint as run_id
            from (select g, ('x' || substr(md5(g::text), 1, 16))::bit(64)::bigint as i from generate_series(1, {Rows}) as g) as seed
            union all values
                (1001, 9007199254740993, 'NaN'::numeric, 0.10, 1.0000000000, 'NaN'::float8, 'Infinity'::real, 1),
                (1002, -9007199254740993, 'Infinity'::numeric, -0.05, -99999999999999999999.0000000001, '-Infinity', 'NaN', 1),
                (1003, 9223372036854775807, 0.00000000000000000000000000000000010, 0, 0, 1e15, 1000000, 1),
                (1004, -9223372036854775808, 1e30, 1234567.89, 1e20, -0.0, 16777216, 1)
            """);
        _expected = await platform.Database.ScalarAsync<string[]>(
            $"select array(select concat_ws(',', g, i, n, d, w, f, r) from results.{_table} order by g)") ?? [];
    }

    public async ValueTask DisposeAsync() => await platform.Database.ExecuteAsync($"drop table results.{_table}");

    [Fact]
    public async Task Rows_AsCsv_AreTheServersText()
    {
        var client = await platform.ClientAsync();

        var csv = await client.GetStringAsync(Address("format=csv"), Answers.Stop);

        Assert.Equal(_expected, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1));
    }

    [Fact]
    public async Task Rows_AsTextInJson_AreTheServersText()
    {
        var client = await platform.ClientAsync();

        var rows = (await client.JsonAsync(Address("limit=1000&numbers=text"))).GetProperty("rows").EnumerateArray();

        Assert.Equal(_expected, rows.Select(row => string.Join(',', row.EnumerateArray().Select(value => value.GetString()))));
    }

    [Fact]
    public async Task Rows_AsJson_AreNumbersOnlyWhereADoubleKeepsThem()
    {
        var client = await platform.ClientAsync();

        var rows = (await client.JsonAsync(Address("limit=1000"))).GetProperty("rows").EnumerateArray().ToList();

        Assert.Equal(_expected.Length, rows.Count);
        foreach (var (said, value) in _expected.Zip(rows).SelectMany(pair => pair.First.Split(',').Zip(pair.Second.EnumerateArray())))
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                Assert.Equal(said, value.GetString());
            }
            else
            {
                Assert.True(IsSame(said, value.GetRawText()), $"{said} became {value.GetRawText()}.");
            }
        }
    }

    [Fact]
    public async Task Rows_AsNumbersInJson_HaveAllDigits()
    {
        var client = await platform.ClientAsync();

        var rows = (await client.JsonAsync(Address("limit=1000&numbers=number", "i,d"))).GetProperty("rows").EnumerateArray();

        Assert.Equal(
            _expected.Select(line => $"{line.Split(',')[1]},{line.Split(',')[3]}"),
            rows.Select(row => string.Join(',', row.EnumerateArray().Select(value => value.GetRawText()))));
    }

    private string Address(string query, string columns = "g,i,n,d,w,f,r") => $"/api/v1/results/{_table}?sort=g&columns={columns}&{query}";

    /// <summary>Whether both are one number to a reader that takes each for a double, and that double is it.</summary>
    private static bool IsSame(string said, string sent) =>
        double.Parse(said, CultureInfo.InvariantCulture).Equals(double.Parse(sent, CultureInfo.InvariantCulture))
        && said.Split('e')[0].TrimStart('-', '0', '.').Count(char.IsAsciiDigit) <= 17;
}
