using Analytics.Catalogue.Jobs;
using Analytics.Fixtures;
using Analytics.Fixtures.Results;
using Analytics.Storage;

namespace Analytics.Results.Tests;

public sealed class ResultRollbackTests(PostgresFixture postgres)
{
    private static readonly JobOutput Replace = ResultHarness.Output("k int32!, v string", LoadMode.Replace);
    private static readonly JobOutput Append = ResultHarness.Output("k int32!, v string", LoadMode.Append);
    private static readonly JobOutput Upsert = ResultHarness.Output("k int32!, v string", LoadMode.Upsert, "k");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Undo_Replace_BringsBackTheEarlierOutput()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var first = await harness.LoadAsync(Replace, Rows("1", "a"));
        var second = await harness.LoadAsync(Replace, Rows("2", "b"));

        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(second));

        Assert.Equal("1:a", await harness.FactsAsync());
        Assert.Equal(first, (await harness.Reads.ProvenanceAsync("facts", Token))?.RunId);
        Assert.Equal(first, await harness.Database.ScalarAsync<long>("select run_id from results.facts"));
    }

    [Fact]
    public async Task Undo_ReplaceOutOfOrder_NewestThatStandsIsShown()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var first = await harness.LoadAsync(Replace, Rows("1", "a"));
        var second = await harness.LoadAsync(Replace, Rows("2", "b"));
        var third = await harness.LoadAsync(Replace, Rows("3", "c"));

        await harness.UndoAsync(second);
        Assert.Equal("3:c", await harness.FactsAsync());
        await harness.UndoAsync(third);
        Assert.Equal("1:a", await harness.FactsAsync());
        await harness.UndoAsync(first);
        Assert.Equal("", await harness.FactsAsync());
        Assert.Null(await harness.Reads.ProvenanceAsync("facts", Token));
    }

    [Fact]
    public async Task Undo_Append_RemovesThatRunsRowsAlone()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Append, Rows("1", "a"));
        var second = await harness.LoadAsync(Append, Rows("2", "b"));
        await harness.LoadAsync(Append, Rows("3", "c"));

        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(second));

        Assert.Equal("1:a 3:c", await harness.FactsAsync());
    }

    [Fact]
    public async Task Undo_Upsert_RebuildsWithoutTheRun()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Upsert, Rows("1, 2", "a"));
        var second = await harness.LoadAsync(Upsert, Rows("2, 3", "b"));
        var third = await harness.LoadAsync(Upsert, Rows("3, 4", "c"));
        Assert.Equal("1:a 2:b 3:c 4:c", await harness.FactsAsync());

        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(second));
        Assert.Equal("1:a 2:a 3:c 4:c", await harness.FactsAsync());

        await harness.UndoAsync(third);
        Assert.Equal("1:a 2:a", await harness.FactsAsync());
    }

    [Theory]
    [InlineData(LoadMode.Replace)]
    [InlineData(LoadMode.Append)]
    [InlineData(LoadMode.Upsert)]
    public async Task Undo_Twice_SecondFindsNothingToUndo(LoadMode mode)
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var output = Upsert with { Mode = mode };
        await harness.LoadAsync(output, Rows("1", "a"));
        var second = await harness.LoadAsync(output, Rows("2", "b"));
        await harness.UndoAsync(second);

        Assert.IsType<RollbackOutcome.NothingToUndo>(await harness.UndoAsync(second));

        Assert.Equal("1:a", await harness.FactsAsync());
    }

    [Fact]
    public async Task Undo_ThenANewRun_NewRunStands()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Upsert, Rows("1", "a"));
        await harness.UndoAsync(await harness.LoadAsync(Upsert, Rows("1, 2", "b")));

        var third = await harness.LoadAsync(Upsert, Rows("2", "c"));

        Assert.Equal("1:a 2:c", await harness.FactsAsync());
        Assert.Equal(third, (await harness.Reads.ProvenanceAsync("facts", Token))?.RunId);
    }

    [Fact]
    public async Task Undo_ReplaceAfterColumnsChanged_BringsBackTheOldColumns()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Replace, Rows("1", "a"));
        var other = ResultHarness.Output("k int32!, w double", LoadMode.Replace);
        var second = await harness.LoadAsync(other, "select 2::int4 as k, 0.5::float8 as w");

        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(second));

        Assert.Equal("1:a", await harness.FactsAsync());
    }

    [Fact]
    public async Task Undo_UpsertAfterAColumnBecameOptional_Rebuilds()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var required = ResultHarness.Output("k int32!, v string!", LoadMode.Upsert, "k");
        await harness.LoadAsync(required, Rows("1", "a"));
        await harness.LoadAsync(required, Rows("2", "b"));
        await harness.LoadAsync(Upsert, "select 3::int4 as k, null::varchar as v");
        var last = await harness.LoadAsync(Upsert, Rows("1, 4", "d"));

        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(last));

        Assert.Equal("1:a 2:b 3:-", await harness.FactsAsync());
    }

    [Fact]
    public async Task Undo_UpsertOverReplaceWithANewColumn_Rebuilds()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var wider = ResultHarness.Output("k int32!, v string, w int32", LoadMode.Upsert, "k");
        await harness.LoadAsync(Replace, Rows("1", "a"));
        await harness.LoadAsync(Upsert, Rows("2", "b"));
        await harness.LoadAsync(wider, "select 3::int4 as k, 'c' as v, 7::int4 as w");
        var last = await harness.LoadAsync(wider, "select 1::int4 as k, 'd' as v, 8::int4 as w");

        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(last));

        Assert.Equal("1:a 2:b 3:c", await harness.FactsAsync());
        Assert.Equal(7, await harness.Database.ScalarAsync<int>("select w from results.facts where k = 3"));
    }

    [Fact]
    public async Task Undo_DatabaseRefusesAnEarlierOutput_IsRefusedAndTheTableStays()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Append, Rows("1", "a"));
        var second = await harness.LoadAsync(Replace, Rows("2", "b"));
        await harness.Database.ExecuteAsync("alter table results.facts add constraint no_a check (v <> 'a')");

        var refused = Assert.IsType<RollbackOutcome.Refused>(await harness.UndoAsync(second));

        Assert.Contains("no_a", refused.Reason, StringComparison.Ordinal);
        Assert.Equal("2:b", await harness.FactsAsync());
    }

    [Fact]
    public async Task Undo_RunNeverLoaded_NothingToUndo()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);

        Assert.IsType<RollbackOutcome.NothingToUndo>(await harness.UndoAsync(4711));
    }

    [Fact]
    public async Task Undo_KeptOutputGone_TableStaysAsItIs()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var first = await harness.LoadAsync(Replace, Rows("1", "a"));
        var second = await harness.LoadAsync(Replace, Rows("2", "b"));
        await harness.Store.DeleteAsync(ObjectKey.Parse($"results/job/{first}/part.parquet"), Token);

        var refused = Assert.IsType<RollbackOutcome.Refused>(await harness.UndoAsync(second));

        Assert.Contains($"run {first}", refused.Reason, StringComparison.Ordinal);
        Assert.Equal("2:b", await harness.FactsAsync());
        Assert.Equal(second, (await harness.Reads.ProvenanceAsync("facts", Token))?.RunId);
    }

    private static string Rows(string keys, string value) => $"select unnest([{keys}])::int4 as k, '{value}' as v";
}
