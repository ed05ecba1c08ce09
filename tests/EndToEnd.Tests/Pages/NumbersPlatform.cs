using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;

namespace Analytics.EndToEnd.Tests.Pages;

/// <summary>A platform with a dashboard of numbers, each beside PostgreSQL's own text of it.</summary>
public sealed class NumbersPlatform : IAsyncLifetime
{
    private const string Numbers = """
        select g, i, i::text as i_said, n, n::text as n_said, f, f::text as f_said, r, r::text as r_said from (
          select g, i, i * 1.50 / 10::numeric ^ (g % 40) as n, i * 10::float8 ^ (g % 80 - 40) as f,
                 (i * 10::float8 ^ (g % 20 - 25))::real as r
          from (select g, ('x' || substr(md5(g::text), 1, 16))::bit(64)::bigint as i from generate_series(1, 300) as g) as seed
          union all values
            (1001, 9007199254740993, 1234567.8910, 1234567.891::float8, 0.1::real),
            (1002, -9007199254740993, 'NaN'::numeric, 'NaN', 'Infinity'),
            (1003, 0, 0.10, '-Infinity', 1000000), (1004, 8000, 'Infinity', 1e15, -0.5), (1005, -1234, -0.05, 5e-324, 16777216)
        ) as numbers, (select count(*) from results.sales) as own order by g
        """;

    private readonly ScratchFolder _folder = new();
    private StandaloneProgram? _program;

    public string Address => _program?.Address ?? "";

    public async ValueTask InitializeAsync()
    {
        var catalogue = ShopCatalogue.WriteTo(_folder.File("catalog"));
        var query = Numbers.ReplaceLineEndings(" ");
        await File.WriteAllTextAsync(Path.Combine(catalogue, "dashboards", "numbers.yaml"), $$"""
            title: Numbers
            filters:
              - { name: least, label: Least, type: int32, default: "0" }
            charts:
              - { id: all, title: All, kind: table, job: sales, width: 12, query: "{{query}}" }
              - id: mark
                title: Mark
                kind: bar
                job: sales
                query: "select 'one' as x, 9007199254740993 as y from results.sales where 0 = @least limit 1"
                x: { column: x }
                y: { column: y, format: compact, decimals: 1 }
              - id: figure
                title: Figure
                kind: number
                job: sales
                query: "select 1234567.8910 as y from results.sales limit 1"
                value: { column: y, unit: EUR, decimals: 1 }
            """);
        _program = await StandaloneProgram.StartAsync(_folder.File("data"), catalogue, sampleData: false);
        _program.Land("incoming/orders/monday.csv", ShopCatalogue.Orders);
        await _program.WaitForJobsAsync("sales");
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }

        _folder.Dispose();
    }
}
