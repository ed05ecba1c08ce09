using Analytics.Catalogue.Jobs;
using Analytics.Fixtures;
using Analytics.Fixtures.Results;
using Analytics.JobFailures;
using Analytics.Runs;
using Analytics.Storage;

namespace Analytics.Results.Tests;

public sealed class ResultLoaderTests(PostgresFixture postgres)
{
    private const string Pairs = "k int32!, v string";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_EachType_ArrivesExactly()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var output = ResultHarness.Output(
            "b boolean, i2 int16, i4 int32, i8 int64, f4 float, f8 double, n decimal(38,5), d date, t time, ts timestamp, " +
            "tz timestamptz, s string, u uuid, j json",
            LoadMode.Replace);

        await harness.LoadAsync(
            output,
            """
            select true as b, (-32768)::int2 as i2, 2147483647::int4 as i4, (-9223372036854775808)::int8 as i8, 1.5::float4 as f4,
                'NaN'::float8 as f8, (-123456789012345678901234567890123.00012)::decimal(38,5) as n, date '1969-12-31' as d,
                time '23:59:59.999999' as t, timestamp '1999-12-31 23:59:59.000001' as ts,
                timestamptz '2001-02-03 04:05:06.5+02:00' as tz, 'Zürich 🚀' as s,
                uuid '01234567-89ab-cdef-0123-456789abcdef' as u, '{"a": [1, null]}'::json as j
            union all select null, null, null, null, null, null, null, null, null, null, null, null, null, null
            """);

        Assert.Equal(
            "(t,-32768,2147483647,-9223372036854775808,1.5,NaN,-123456789012345678901234567890123.00012,1969-12-31,23:59:59.999999," +
            "\"1999-12-31 23:59:59.000001\",\"2001-02-03 02:05:06.5\",\"Zürich 🚀\",01234567-89ab-cdef-0123-456789abcdef,\"{\"\"a\"\": [1, null]}\")",
            await harness.Database.ScalarAsync<string>(
                "select row(b, i2, i4, i8, f4, f8, n, d, t, ts, tz at time zone 'UTC', s, u, j)::text from results.facts where b"));
        Assert.Equal(1L, await harness.Database.ScalarAsync<long>(
            "select count(*) from results.facts where num_nonnulls(b, i2, i4, i8, f4, f8, n, d, t, ts, tz, s, u, j) = 0"));
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(4, 3)]
    [InlineData(9, 2)]
    [InlineData(9, 9)]
    [InlineData(18, 5)]
    [InlineData(18, 16)]
    [InlineData(38, 0)]
    [InlineData(38, 7)]
    [InlineData(38, 38)]
    public async Task Load_DecimalsOfAnyScale_KeepEachDigit(int precision, int scale)
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var output = ResultHarness.Output($"text string, n decimal({precision},{scale})", LoadMode.Replace);

        // Every power of ten that fits, beside it its neighbours and its negative: zeros inside, at the front and at the end.
        await harness.LoadAsync(
            output,
            $"""
             with powers as (select unnest(range({precision})) as p), whole as (
                 select unnest([0::hugeint, 1::hugeint, -1::hugeint, 10::hugeint ** p, -(10::hugeint ** p), 10::hugeint ** p - 1,
                     (10::hugeint ** p) + 1, (p * 7919)::hugeint]) as w from powers
             ), digits as (select distinct abs(w)::hugeint::varchar as d, w < 0 as negative from whole
                 where length(abs(w)::hugeint::varchar) <= {precision}
             ), texts as (
                 select case when negative then '-' else '' end || case when {scale} = 0 then d else
                     left(lpad(d, greatest(length(d), {scale} + 1)::int4, '0'), -{scale}) || '.' || right(lpad(d, greatest(length(d), {scale} + 1)::int4, '0'), {scale}) end as t
                 from digits
             )
             select n::varchar as text, n from (select t::decimal({precision},{scale}) as n from texts
                 where try_cast(t as decimal({precision},{scale})) is not null)
             """);

        Assert.True(await harness.Database.ScalarAsync<long>("select count(*) from results.facts") > precision);
        // DuckDB writes no zero before the point where there is no digit for it.
        Assert.Null(await harness.Database.ScalarAsync<string>(
            "select string_agg(text || ' became ' || n, ', ') from results.facts where text::numeric <> n"));
    }

    [Fact]
    public async Task Load_ManyRowGroupsAndPages_LosesNothing()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var output = ResultHarness.Output("k int64!, v string, n int32", LoadMode.Replace);

        await harness.LoadAsync(
            output, "select i::int8 as k, case when i % 7 <> 0 then md5(i::varchar) end as v, case when i % 3 <> 0 then i::int4 end as n from range(150000) r(i)");

        Assert.Equal(0L, await harness.Database.ScalarAsync<long>(
            """
            select count(*) from generate_series(0, 149999) as i full join results.facts on k = i
            where v is distinct from case when i % 7 <> 0 then md5(i::text) end or n is distinct from case when i % 3 <> 0 then i end or k is null
            """));
    }

    [Fact]
    public async Task Load_Succeeds_EndsRunAndItemWithTheRows()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var runId = await harness.LoadAsync(ResultHarness.Output(Pairs, LoadMode.Replace), "select 1::int4 as k, 'a' as v");

        var run = await harness.RunReads.FindAsync(runId, Token);
        Assert.Equal(RunStates.Succeeded, run?.Summary.State);
        Assert.Equal("done", await harness.Database.ScalarAsync<string>("select state from platform.work_item"));
        Assert.Equal(runId, (await harness.Reads.ProvenanceAsync("facts", Token))?.RunId);
        Assert.Equal(runId, await harness.Database.ScalarAsync<long>("select run_id from results.facts"));
    }

    [Fact]
    public async Task Load_Append_AddsRows()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var output = ResultHarness.Output(Pairs, LoadMode.Append);
        await harness.LoadAsync(output, "select 1::int4 as k, 'a' as v");
        await harness.LoadAsync(output, "select 1::int4 as k, 'b' as v");

        Assert.Equal("1:a 1:b", await harness.FactsAsync());
    }

    [Fact]
    public async Task Load_Upsert_ReplacesRowsOfTheSameKey()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var output = ResultHarness.Output(Pairs, LoadMode.Upsert, "k");
        await harness.LoadAsync(output, "select unnest([1, 2])::int4 as k, 'a' as v");
        await harness.LoadAsync(output, "select unnest([2, 3])::int4 as k, 'b' as v");

        Assert.Equal("1:a 2:b 3:b", await harness.FactsAsync());
    }

    [Theory]
    [InlineData("select 1::int4 as k, 2::int4 as v")]
    [InlineData("select 1::int4 as k")]
    [InlineData("select 'a' as v, 1::int4 as k")]
    [InlineData("select null::int4 as k, 'b' as v")]
    [InlineData("select unnest([1, 1])::int4 as k, 'b' as v")]
    [InlineData("select 1::int4 as k, chr(0) as v")]
    public async Task Load_OutputBreaksItsDeclaration_TableKeepsTheLastGoodResult(string select)
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var output = ResultHarness.Output(Pairs, LoadMode.Upsert, "k");
        var good = await harness.LoadAsync(output, "select 7::int4 as k, 'good' as v");

        var (bad, outcome) = await harness.RunAsync(output, select);

        var cause = Assert.IsType<LoadOutcome.Refused>(outcome).Cause;
        Assert.Equal(EngineFailureCode.Output, cause.Code);
        Assert.NotEmpty(cause.Advice);
        Assert.Equal("7:good", await harness.FactsAsync());
        Assert.Equal(good, (await harness.Reads.ProvenanceAsync("facts", Token))?.RunId);
        Assert.Equal(cause.Message, (await harness.RunReads.FindAsync(bad, Token))?.Cause?.Message);
    }

    [Fact]
    public async Task Load_LeaseLost_ChangesNothing()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var output = ResultHarness.Output(Pairs, LoadMode.Replace);
        await harness.LoadAsync(output, "select 1::int4 as k, 'good' as v");
        var (run, item) = await harness.BeginAsync(output);
        var published = await harness.PublishAsync(run, item, "select 2::int4 as k, 'late' as v");
        await harness.Database.ExecuteAsync("update platform.work_item set lease_owner = 'another' where id = $1", item.Id);

        Assert.IsType<LoadOutcome.Lost>(await harness.Loader.LoadAsync(run, published, item, harness.Scratch, Token));

        Assert.Equal("1:good", await harness.FactsAsync());
        Assert.Equal(RunStates.Running, (await harness.RunReads.FindAsync(run.Id, Token))?.Summary.State);
        Assert.False(await harness.Progress.StoreHandleAsync(item, "late", Token));
    }

    [Fact]
    public async Task Load_AnswerOfTheCommitLost_IsNotDoneTwice()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var (run, item) = await harness.BeginAsync(ResultHarness.Output(Pairs, LoadMode.Append));
        var published = await harness.PublishAsync(run, item, "select 1::int4 as k, 'a' as v");
        Assert.IsType<LoadOutcome.Loaded>(await harness.Loader.LoadAsync(run, published, item, harness.Scratch, Token));

        Assert.IsType<LoadOutcome.AlreadyLoaded>(await harness.Loader.LoadAsync(run, published, item, harness.Scratch, Token));

        Assert.Equal("1:a", await harness.FactsAsync());
    }

    [Fact]
    public async Task Load_KeptFileGone_SaysWhichOne()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var (run, item) = await harness.BeginAsync(ResultHarness.Output(Pairs, LoadMode.Append));
        var published = await harness.PublishAsync(run, item, "select 1::int4 as k, 'a' as v");
        await harness.Store.DeleteAsync(ObjectKey.Parse(published.Keys[0]), Token);

        var outcome = await harness.Loader.LoadAsync(run, published, item, harness.Scratch, Token);

        Assert.Equal(published.Keys[0], Assert.IsType<LoadOutcome.OutputGone>(outcome).Key);
    }

    [Fact]
    public async Task Load_ReaderHoldsTheTable_NeitherWaits()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var output = ResultHarness.Output(Pairs, LoadMode.Replace);
        await harness.LoadAsync(output, "select 1::int4 as k, 'old' as v");
        await using var reader = await harness.Database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await reader.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Token);
        await using var command = reader.CreateCommand();
        command.CommandText = "select v from results.facts";
        Assert.Equal("old", await command.ExecuteScalarAsync(Token));

        await harness.LoadAsync(output, "select 1::int4 as k, 'new' as v");

        Assert.Equal("old", await command.ExecuteScalarAsync(Token));
        Assert.Equal("1:new", await harness.FactsAsync());
    }

    [Fact]
    public async Task Load_ReplaceWithOtherColumns_MakesTheTableAnew()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(ResultHarness.Output("k string, old date", LoadMode.Replace), "select 'x' as k, date '2001-01-01' as old");

        await harness.LoadAsync(ResultHarness.Output(Pairs, LoadMode.Replace), "select 1::int4 as k, 'a' as v");

        Assert.Equal("1:a", await harness.FactsAsync());
        Assert.Equal(["k", "v", "run_id"], (await harness.Reads.ColumnsAsync("facts", Token) ?? []).Select(column => column.Name));
    }

    [Theory]
    [InlineData(LoadMode.Replace, "9:new")]
    [InlineData(LoadMode.Append, "1:old 9:new")]
    [InlineData(LoadMode.Upsert, "1:old 9:new")]
    public async Task Load_ExportHoldsATableWhoseColumnsChange_ChartsAnswerUntilItLetsGo(LoadMode mode, string after)
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        string[] key = mode is LoadMode.Upsert ? ["k"] : [];
        await harness.LoadAsync(ResultHarness.Output(Pairs, mode, key), "select 1::int4 as k, 'old' as v");
        var export = await harness.Database.HoldAsync("select from results.facts");

        var load = harness.LoadAsync(
            ResultHarness.Output($"{Pairs}, n int32", mode, key), "select 9::int4 as k, 'new' as v, 7::int4 as n");
        await Eventually.TrueAsync(async () => await harness.Database.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0") > 0);
        for (var ask = 0; ask < 20; ask++)
        {
            var chart = await harness.Dashboards.RunAsync("select v from results.facts", [], new Dictionary<string, string?>(), Token);
            Assert.Equal("old", Assert.Single(chart.Value?.Rows ?? [])[0]);
        }

        Assert.False(load.IsCompleted);
        await export.DisposeAsync();
        await load;
        Assert.Equal(after, await harness.FactsAsync());
    }

    [Fact]
    public async Task Load_AppendWithAnotherType_IsRefusedWithAdvice()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(ResultHarness.Output(Pairs, LoadMode.Append), "select 1::int4 as k, 'a' as v");

        var (_, outcome) = await harness.RunAsync(
            ResultHarness.Output("k int64!, v string", LoadMode.Append), "select 2::int8 as k, 'b' as v");

        var cause = Assert.IsType<LoadOutcome.Refused>(outcome).Cause;
        Assert.Contains("'k' is integer, and bigint is declared", cause.Message, StringComparison.Ordinal);
        Assert.Equal("1:a", await harness.FactsAsync());
    }

    [Fact]
    public async Task Load_AppendWithANewColumn_LeavesItNullInOlderRows()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(ResultHarness.Output("k int32!", LoadMode.Append), "select 1::int4 as k");

        await harness.LoadAsync(ResultHarness.Output(Pairs, LoadMode.Append), "select 2::int4 as k, 'b' as v");

        Assert.Equal("1:- 2:b", await harness.FactsAsync());
    }

    [Theory]
    [InlineData("facts; drop table platform.run; --")]
    [InlineData("pg.facts")]
    [InlineData("")]
    public async Task Load_TableNameIsNoPlainName_IsRefused(string table)
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var (_, outcome) = await harness.RunAsync(
            ResultHarness.Output(Pairs, LoadMode.Append) with { Table = table }, "select 1::int4 as k, 'a' as v");

        Assert.IsType<LoadOutcome.Refused>(outcome);
    }
}
