using Analytics.Catalogue.Dashboards;
using Analytics.Catalogue.Jobs;
using Analytics.Fixtures;
using Analytics.Fixtures.Results;
using Analytics.Results.Queries;
using Analytics.Tabular.Schema;

namespace Analytics.Results.Tests.Queries;

public sealed class DashboardQueryTests(PostgresFixture postgres)
{
    private static readonly DashboardFilter[] Filters =
    [
        new("least", "Least", new ColumnType(ColumnKind.Int32), "2", []),
        new("name", "Name", new ColumnType(ColumnKind.String), null, []),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_Filters_AreBoundAndHaveTheirDefaults()
    {
        await using var harness = await LoadedAsync();
        const string Query = "select k, v from results.facts where k >= @least and (@name is null or v = @name) order by k";

        var byDefault = await harness.Dashboards.RunAsync(Query, Filters, new Dictionary<string, string?>(), Token);
        var chosen = await harness.Dashboards.RunAsync(
            Query, Filters, new Dictionary<string, string?> { ["least"] = "1", ["name"] = "x' or true --" }, Token);

        Assert.Equal([2, 3], (byDefault.Value?.Rows ?? []).Select(row => row[0]));
        Assert.Equal(["k", "v"], (byDefault.Value?.Columns ?? []).Select(column => column.Name));
        Assert.Empty(chosen.Value?.Rows ?? [[]]);
    }

    [Fact]
    public async Task Run_FilterLookalikesInTextsAndComments_AreLeftAlone()
    {
        await using var harness = await LoadedAsync();

        var answer = await harness.Dashboards.RunAsync(
            """
            select '@least;' as "a;@b", $x$@name ; '$x$, E'\'@least;' -- @other;
            /* ; /* @other */ ' */ , @least from results.facts limit 1;
            """,
            Filters, new Dictionary<string, string?>(), Token);

        Assert.Equal(["@least;", "@name ; '", "'@least;", 2], Assert.Single(answer.Value?.Rows ?? []));
    }

    [Theory]
    [InlineData("select 1; select 2")]
    [InlineData("select 1; delete from results.facts")]
    [InlineData("delete from results.facts")]
    [InlineData("with gone as (delete from results.facts returning 1) select * from gone")]
    [InlineData("select * into results.other from results.facts")]
    [InlineData("select * from platform.run")]
    [InlineData("select * from platform.work_item")]
    [InlineData("select * from pg_catalog.pg_stat_activity")]
    [InlineData("select * from \"pg_roles\"")]
    [InlineData("select set_config('role', 'none', true), query_to_xml('select * from platform.run', true, true, '')")]
    [InlineData("select \"set_config\"('role', 'none', true)")]
    [InlineData("select U&\"\\0073et_config\"('role', 'none', true)")]
    [InlineData("select pg_advisory_lock(1)")]
    [InlineData("select pg_notify('work', 'run')")]
    [InlineData("select lo_create(0)")]
    [InlineData("select pg_read_file('/etc/passwd')")]
    [InlineData("copy results.facts to program 'id'")]
    [InlineData("set role none")]
    [InlineData("select k from results.facts for update")]
    [InlineData("select $1")]
    [InlineData("select @unknown")]
    [InlineData("select 'open")]
    [InlineData("select nextval('platform.run_id_seq')")]
    [InlineData("with t as (select 1 as a$x$) select a$x$, set_config('role', 'none', true) as b$x$ from t")]
    [InlineData("select E'a'\n'\\' , set_config('role', 'none', true) --'")]
    [InlineData("select 1 -- c\r, set_config('role', 'none', true)")]
    [InlineData("")]
    public async Task Run_MoreThanReadingResults_IsRefused(string query)
    {
        await using var harness = await LoadedAsync();

        var answer = await harness.Dashboards.RunAsync(query, Filters, new Dictionary<string, string?>(), Token);

        Assert.Contains(answer.Fault?.Code, (string?[])["query.refused", "query.invalid"]);
        Assert.Equal(3L, await harness.Database.ScalarAsync<long>("select count(*) from results.facts"));
    }

    [Theory]
    [InlineData("set_config('role', 'none', true)")]
    [InlineData("query_to_xml('select 1', true, true, '')")]
    [InlineData("pg_try_advisory_lock(1)")]
    [InlineData("pg_notify('work', 'run')")]
    [InlineData("lo_create(0)")]
    public async Task Role_FunctionsThatActBeyondReading_AreTakenAway(string call)
    {
        await using var harness = await LoadedAsync();

        Assert.False(await harness.Database.ScalarAsync<bool>(
            "select bool_or(has_function_privilege('results_reader', oid, 'execute')) from pg_proc where proname = $1", call[..call.IndexOf('(', StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task Run_LongerThanItMay_IsEndedByTheDatabase()
    {
        await using var harness = await LoadedAsync(("Results:QueryTimeout", "00:00:00.2"));

        var answer = await harness.Dashboards.RunAsync(
            "select count(*) from generate_series(1, 1000000000)", Filters, new Dictionary<string, string?>(), Token);

        Assert.Equal("results.timeout", answer.Fault?.Code);
    }

    [Fact]
    public async Task Run_MoreRowsThanAChartShows_IsCutAndSaysSo()
    {
        await using var harness = await LoadedAsync(("Results:MaxChartRows", "10"));

        var answer = await harness.Dashboards.RunAsync(
            "select * from generate_series(1, 11)", Filters, new Dictionary<string, string?>(), Token);

        Assert.Equal(10, answer.Value?.Rows.Count);
        Assert.True(answer.Value?.IsCut);
    }

    [Fact]
    public async Task Run_ValueIsNoneOfTheFiltersType_SaysSo()
    {
        await using var harness = await LoadedAsync();

        var answer = await harness.Dashboards.RunAsync(
            "select @least", Filters, new Dictionary<string, string?> { ["least"] = "many" }, Token);

        Assert.Equal("results.badValue", answer.Fault?.Code);
    }

    [Fact]
    public async Task Read_OlderRunRolledBack_ChangesTheSource()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var output = ResultHarness.Output("k int32!, v string", LoadMode.Append);
        var older = await harness.LoadAsync(output, "select 1::int4 as k, 'a' as v");
        var newer = await harness.LoadAsync(output, "select 2::int4 as k, 'b' as v");
        var before = await SourceAsync(harness, "select k from results.facts");

        await harness.UndoAsync(older);
        var after = await SourceAsync(harness, "select k from results.facts");

        Assert.Equal((newer, 2L), (before.RunId, before.RunCount));
        Assert.Equal([newer, older], before.Runs);
        Assert.Equal((newer, 1L), (after.RunId, after.RunCount));
        Assert.True(after.ChangedAt > before.ChangedAt);
    }

    [Fact]
    public async Task Read_AfterAReplacement_NamesTheRunsSinceThen()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(ResultHarness.Output("k int32!, v string", LoadMode.Append), "select 1::int4 as k, 'a' as v");
        var replaced = await harness.LoadAsync(ResultHarness.Output("k int32!, v string", LoadMode.Replace), "select 2::int4 as k, 'a' as v");
        var added = await harness.LoadAsync(ResultHarness.Output("k int32!, v string", LoadMode.Append), "select 3::int4 as k, 'a' as v");

        Assert.Equal([added, replaced], (await SourceAsync(harness, "with t as (select * from results.facts) select k from t")).Runs);
    }

    [Fact]
    public async Task Read_LoadSinceTheQueryWasBound_NamesTheRunOfItsRows()
    {
        await using var harness = await LoadedAsync();
        var bound = await BindAsync(harness, "select run_id from results.facts limit 1");

        var newer = await harness.LoadAsync(ResultHarness.Output("k int32!, v string", LoadMode.Replace), "select 9::int4 as k, 'new' as v");
        var rows = await harness.Dashboards.ReadAsync(bound, Token);

        Assert.Equal(newer, Assert.Single(rows.Value?.Rows ?? [])[0]);
        Assert.Equal(newer, Assert.Single(rows.Value?.Sources ?? []).RunId);
    }

    [Fact]
    public async Task Sources_WhileChartsHaveNoConnectionLeft_AreToldAllTheSame()
    {
        await using var harness = await LoadedAsync(("Database:MaxChartConnections", "1"));
        const string Query = "select k from results.facts";
        await BindAsync(harness, Query);
        await using var taken = await harness.Charts.OpenAsync(Token);

        var sources = await harness.Dashboards.SourcesAsync((await BindAsync(harness, Query)).Tables, Token);

        Assert.Equal("facts", Assert.Single(sources).Table);
        Assert.Equal(0L, await harness.Database.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'"));
    }

    [Fact]
    public async Task Bind_QueryOverNoTable_HasNone()
    {
        await using var harness = await LoadedAsync();

        var bound = await BindAsync(harness, "select 1");

        Assert.Empty(bound.Tables);
        Assert.Equal("2", bound.Values["least"]);
    }

    [Theory]
    [InlineData("select k from results.facts where current_date > '2001-01-01'", true)]
    [InlineData("select k from results.facts where NOW () > '2001-01-01'", true)]
    [InlineData("select k, localtimestamp from results.facts", true)]
    [InlineData("select k, age('2001-01-01'::timestamp) from results.facts", true)]
    [InlineData("select k from results.facts where date 'Yesterday' > '2001-01-01'", true)]
    [InlineData("select k from results.facts order by \"random\"()", true)]
    [InlineData("select k as now, v as age, 'unknown' as \"current_date\" from results.facts -- now()", false)]
    [InlineData("select date_trunc('day', '2001-01-01'::timestamp), k from results.facts", false)]
    public async Task Bind_QueryThatNamesTheTimeOrChance_IsChanging(string query, bool isChanging)
    {
        await using var harness = await LoadedAsync();

        Assert.Equal(isChanging, (await BindAsync(harness, query)).IsChanging);
    }

    [Theory]
    [InlineData("select repeat('x', 200000)")]
    [InlineData("select repeat('x', 1000) from generate_series(1, 200)")]
    [InlineData("select n, null, null from generate_series(1, 9000) as n")]
    [InlineData("select array_agg(n) from generate_series(1, 100000) as n")]
    [InlineData("select decode(repeat('00', 200000), 'hex')")]
    [InlineData("select 1e131071::numeric")]
    [InlineData("select 1e1000::numeric from generate_series(1, 200)")]
    [InlineData("select 0::numeric(1000, 1000) from generate_series(1, 200)")]
    public async Task Run_LargerThanAnAnswerMayBe_IsRefused(string query)
    {
        await using var harness = await LoadedAsync(("Results:MaxAnswerBytes", "100000"));

        var answer = await harness.Dashboards.RunAsync(query, Filters, new Dictionary<string, string?>(), Token);

        Assert.Equal("results.tooLarge", answer.Fault?.Code);
    }

    [Theory]
    [InlineData("select @least", "many", "results.badValue", "least")]
    [InlineData("select 1 / (k - k) from results.facts", "1", "results.badValue", null)]
    [InlineData("select * from results.nope", "1", "results.unknownTable", null)]
    public async Task Run_Fault_IsTheReadersOnlyWhereTheFilterIs(string sql, string value, string code, string? parameter)
    {
        await using var harness = await LoadedAsync();

        var answer = await harness.Dashboards.RunAsync(sql, Filters, new Dictionary<string, string?> { ["least"] = value }, Token);

        Assert.Equal((code, parameter), (answer.Fault?.Code, answer.Fault?.Parameter));
    }

    [Fact]
    public async Task Run_ValuesThatAreNoNumbers_KeepTheirNames()
    {
        await using var harness = await LoadedAsync();

        var answer = await harness.Dashboards.RunAsync(
            "select 'NaN'::float8, '-Infinity'::float4, 1.5::float8", Filters, new Dictionary<string, string?>(), Token);

        Assert.Equal([double.NaN, float.NegativeInfinity, 1.5], Assert.Single(answer.Value?.Rows ?? []));
    }

    private static async Task<ResultProvenance> SourceAsync(ResultHarness harness, string sql)
    {
        var answer = await harness.Dashboards.ReadAsync(await BindAsync(harness, sql), Token);
        return Assert.Single(answer.Value?.Sources ?? []);
    }

    private static async Task<BoundQuery> BindAsync(ResultHarness harness, string sql)
    {
        var bound = await harness.Dashboards.BindAsync(sql, Filters, new Dictionary<string, string?>(), Token);
        return bound.Value ?? throw new InvalidOperationException(bound.Fault?.Message);
    }

    private async Task<ResultHarness> LoadedAsync(params (string Key, string Value)[] settings)
    {
        var harness = await ResultHarness.CreateAsync(postgres, settings);
        await harness.LoadAsync(
            ResultHarness.Output("k int32!, v string", LoadMode.Replace), "select unnest([1, 2, 3])::int4 as k, 'v' as v");
        return harness;
    }
}
