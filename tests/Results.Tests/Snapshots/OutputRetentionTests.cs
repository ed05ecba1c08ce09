using Analytics.Catalogue.Jobs;
using Analytics.Fixtures;
using Analytics.Fixtures.Results;
using Analytics.Storage;

namespace Analytics.Results.Tests.Snapshots;

public sealed class OutputRetentionTests(PostgresFixture postgres)
{
    private static readonly JobOutput Replace = ResultHarness.Output("k int32!, v string", LoadMode.Replace);
    private static readonly JobOutput Append = ResultHarness.Output("k int32!, v string", LoadMode.Append);
    private static readonly JobOutput Upsert = ResultHarness.Output("k int32!, v string", LoadMode.Upsert, "k");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RemoveOld_Append_OutputsGoAndTheRowsCanStillBeRolledBack()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var first = await harness.LoadAsync(Append, Rows("1", "a"));
        var second = await harness.LoadAsync(Append, Rows("2", "b"));
        await harness.AgeAsync(100);
        var third = await harness.LoadAsync(Append, Rows("3", "c"));

        Assert.Equal(2, await harness.RemoveOldOutputsAsync(90));

        Assert.Equal([$"results/job/{third}/part.parquet"], await harness.StoredAsync());
        Assert.NotNull((await harness.RunReads.FindAsync(first, Token))?.OutputRemovedAt);
        Assert.Null((await harness.RunReads.FindAsync(third, Token))?.OutputRemovedAt);
        Assert.Equal([third, second, first], (await harness.Reads.ProvenanceAsync("facts", Token))?.Runs);
        Assert.Null(await harness.Reads.RollbackRefusalAsync(first, Token));
        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(first));
        Assert.Equal("2:b 3:c", await harness.FactsAsync());
    }

    [Fact]
    public async Task RemoveOld_NotOldEnough_NothingGoes()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Append, Rows("1", "a"));
        await harness.LoadAsync(Append, Rows("2", "b"));
        await harness.AgeAsync(89);

        Assert.Equal(0, await harness.RemoveOldOutputsAsync(90));

        Assert.Equal(2, (await harness.StoredAsync()).Count);
    }

    [Fact]
    public async Task RemoveOld_Replace_TheNextRollbackKeepsItsOutputs()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Replace, Rows("1", "a"));
        await harness.LoadAsync(Append, Rows("2", "b"));
        var third = await harness.LoadAsync(Replace, Rows("3", "c"));
        await harness.AgeAsync(100);

        Assert.Equal(0, await harness.RemoveOldOutputsAsync(90));

        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(third));
        Assert.Equal("1:a 2:b", await harness.FactsAsync());
    }

    [Fact]
    public async Task RemoveOld_Upsert_OutputsAreFoldedAndRollbackReachesBackToThem()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var first = await harness.LoadAsync(Upsert, Rows("1, 2, 3", "a"));
        var second = await harness.LoadAsync(Upsert, Rows("2, 3", "b"));
        await harness.AgeAsync(100);
        var third = await harness.LoadAsync(Upsert, Rows("3, 4", "c"));
        var fourth = await harness.LoadAsync(Upsert, Rows("1", "d"));

        Assert.Equal(2, await harness.RemoveOldOutputsAsync(90));

        Assert.Equal("1:d 2:b 3:c 4:c", await harness.FactsAsync());
        Assert.Equal(
            [$"results/job/{second}/snapshot-", $"results/job/{third}/part.parquet", $"results/job/{fourth}/part.parquet"],
            await harness.StoredAsync());
        Assert.Equal(0, await harness.RunRetention.SweepAsync(TimeSpan.Zero, Token));

        await harness.UndoAsync(third);
        Assert.Equal("1:d 2:b 3:b", await harness.FactsAsync());
        await harness.UndoAsync(fourth);
        Assert.Equal("1:a 2:b 3:b", await harness.FactsAsync());
        Assert.Equal([first, second, second], await harness.RunsOfRowsAsync());
        Assert.Equal([second, first], (await harness.Reads.ProvenanceAsync("facts", Token))?.Runs);

        var refused = Assert.IsType<RollbackOutcome.Refused>(await harness.UndoAsync(second));
        Assert.Contains($"the earliest state to go back to is the one after run {second}", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(refused.Reason, await harness.Reads.RollbackRefusalAsync(second, Token));
        Assert.Equal("1:a 2:b 3:b", await harness.FactsAsync());
    }

    [Fact]
    public async Task RemoveOld_UpsertFoldedBefore_FoldsIntoANewSnapshot()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Upsert, Rows("1, 2", "a"));
        await harness.LoadAsync(Upsert, Rows("2", "b"));
        await harness.AgeAsync(100);
        var third = await harness.LoadAsync(Upsert, Rows("3", "c"));
        await harness.RemoveOldOutputsAsync(90);
        await harness.AgeAsync(100);
        var fourth = await harness.LoadAsync(Upsert, Rows("1, 2, 3", "d"));

        // The output, and the snapshot of before.
        Assert.Equal(2, await harness.RemoveOldOutputsAsync(90));

        Assert.Equal([$"results/job/{third}/snapshot-", $"results/job/{fourth}/part.parquet"], await harness.StoredAsync());
        await harness.UndoAsync(fourth);
        Assert.Equal("1:a 2:b 3:c", await harness.FactsAsync());
    }

    [Fact]
    public async Task RemoveOld_UpsertWithoutANewerRun_NewestCanStillBeRolledBack()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Upsert, Rows("1", "a"));
        await harness.LoadAsync(Upsert, Rows("2", "b"));
        var newest = await harness.LoadAsync(Upsert, Rows("1", "c"));
        await harness.AgeAsync(100);

        Assert.Equal(2, await harness.RemoveOldOutputsAsync(90));
        Assert.Equal(0, await harness.RemoveOldOutputsAsync(90));

        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(newest));
        Assert.Equal("1:a 2:b", await harness.FactsAsync());
    }

    [Fact]
    public async Task RemoveOld_LittleUponALargeSnapshot_WaitsUntilItIsWorthIt()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Upsert, "select range::int4 as k, md5(range::varchar) as v from range(5000)");
        await harness.LoadAsync(Upsert, Rows("1", "a"));
        await harness.AgeAsync(100);
        await harness.LoadAsync(Upsert, Rows("2", "b"));
        Assert.Equal(2, await harness.RemoveOldOutputsAsync(90));
        await harness.AgeAsync(100);
        await harness.LoadAsync(Upsert, Rows("3", "c"));

        Assert.Equal(0, await harness.RemoveOldOutputsAsync(90));

        Assert.Equal(3, (await harness.StoredAsync()).Count);
    }

    [Fact]
    public async Task RemoveOld_ColumnDroppedAndKeyChanged_RollbackBringsBackThatVeryTable()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var wide = ResultHarness.Output("k int32!, v string, w int32", LoadMode.Upsert, "k");
        var rekeyed = ResultHarness.Output("k int32!, v string!", LoadMode.Upsert, "k", "v");
        await harness.LoadAsync(wide, "select 1::int4 as k, 'a' as v, 7::int4 as w");
        await harness.LoadAsync(Upsert, Rows("1, 2", "b"));
        await harness.LoadAsync(rekeyed, Rows("2", "c"));
        const string Table = "select string_agg(facts::text, ' ' order by k, v) from results.facts";
        var before = await harness.Database.ScalarAsync<string>(Table);
        await harness.AgeAsync(100);
        var last = await harness.LoadAsync(rekeyed, Rows("2", "d"));
        await harness.RemoveOldOutputsAsync(90);

        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(last));

        Assert.Equal(before, await harness.Database.ScalarAsync<string>(Table));
        Assert.Contains("7", before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RemoveOld_EveryType_SnapshotKeepsEachValue()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var output = ResultHarness.Output(
            "k int32!, a boolean, b int16, c int64, d float, e double, n decimal(38,9), m decimal(9,2), o decimal(18,18), f date, " +
            "g time, h timestamp, i timestamptz, s string, u uuid, j json",
            LoadMode.Upsert, "k");
        const string First = """
            select 1::int4 as k, true as a, (-32768)::int2 as b, (-9223372036854775808)::int8 as c,
                'nan'::float4 as d, 'infinity'::float8 as e,
                '-99999999999999999999999999999.999999999'::decimal(38,9) as n, (-1234567.89)::decimal(9,2) as m,
                '0.123456789012345678'::decimal(18,18) as o, '0001-01-01'::date as f, '23:59:59.999999'::time as g,
                '-infinity'::timestamp as h, 'infinity'::timestamptz as i, 'Zoë 🛫' || chr(10) as s,
                '00010203-0405-0607-0809-0a0b0c0d0e0f'::uuid as u, '{"a": 1.50, "ä": [null]}'::varchar as j
            union all
            select 2::int4, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null
            union all
            select 3::int4, false, 32767::int2, 9223372036854775807::int8, '-0.0'::float4, 4.9e-324::float8, 0.000000001::decimal(38,9),
                0::decimal(9,2), 0::decimal(18,18), 'infinity'::date, '00:00:00'::time, '1969-12-31 23:59:59.999999'::timestamp,
                '1999-12-31 23:59:59.999999+00'::timestamptz, '', 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid, '[]'::varchar
            """;
        await harness.LoadAsync(output, First);
        await harness.LoadAsync(output, $"select * replace (k + 10 as k) from ({First})");
        const string Table = "select string_agg(facts::text, ' ' order by k) from results.facts";
        var before = await harness.Database.ScalarAsync<string>(Table);
        await harness.AgeAsync(100);
        var last = await harness.LoadAsync(output, $"select * replace (not a as a) from ({First})");
        Assert.NotEqual(before, await harness.Database.ScalarAsync<string>(Table));

        Assert.Equal(2, await harness.RemoveOldOutputsAsync(90));
        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(last));

        Assert.Equal(before, await harness.Database.ScalarAsync<string>(Table));
    }

    [Theory]
    [InlineData(LoadMode.Replace)]
    [InlineData(LoadMode.Upsert)]
    public async Task Load_OverAppendedRowsWhoseOutputsWent_KeepsThemForItsRollback(LoadMode mode)
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var first = await harness.LoadAsync(Append, Rows("1", "a"));
        var second = await harness.LoadAsync(Append, Rows("2", "b"));
        await harness.AgeAsync(100);
        await harness.RemoveOldOutputsAsync(90);

        var changed = await harness.LoadAsync(Upsert with { Mode = mode }, Rows("1", "c"));
        Assert.Equal(0, await harness.RunRetention.SweepAsync(TimeSpan.Zero, Token));

        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(changed));
        Assert.Equal("1:a 2:b", await harness.FactsAsync());
        Assert.Equal([first, second], await harness.RunsOfRowsAsync());
    }

    [Fact]
    public async Task Undo_AppendedRunWithinASnapshot_ItsRowsDoNotComeBackWithIt()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var first = await harness.LoadAsync(Append, Rows("1", "a"));
        await harness.LoadAsync(Append, Rows("2", "b"));
        await harness.AgeAsync(100);
        await harness.RemoveOldOutputsAsync(90);
        var replaced = await harness.LoadAsync(Replace, Rows("3", "c"));

        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(first));
        await harness.AgeAsync(100);
        Assert.Equal(0, await harness.RunRetention.RemoveOldAsync(TimeSpan.FromDays(90), Token));
        Assert.IsType<RollbackOutcome.Undone>(await harness.UndoAsync(replaced));

        Assert.Equal("2:b", await harness.FactsAsync());
    }

    [Fact]
    public async Task Undo_OutputsAfterTheRunWereRemoved_IsRefusedWithTheReason()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var replaced = await harness.LoadAsync(Replace, Rows("1", "a"));
        var appended = await harness.LoadAsync(Append, Rows("2", "b"));
        await harness.AgeAsync(100);
        await harness.RemoveOldOutputsAsync(90);

        var refused = Assert.IsType<RollbackOutcome.Refused>(await harness.UndoAsync(replaced));

        Assert.Contains($"that of run {appended} was removed by retention", refused.Reason, StringComparison.Ordinal);
        Assert.Equal("1:a 2:b", await harness.FactsAsync());
    }

    [Fact]
    public async Task RemoveOld_ReplacedTwiceAfterASnapshot_SnapshotGoes()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Append, Rows("1", "a"));
        await harness.AgeAsync(100);
        await harness.RemoveOldOutputsAsync(90);
        await harness.LoadAsync(Replace, Rows("2", "b"));
        await harness.LoadAsync(Replace, Rows("3", "c"));
        Assert.Equal(0, await harness.RemoveOldOutputsAsync(90));
        await harness.AgeAsync(100);

        Assert.Equal(1, await harness.RemoveOldOutputsAsync(90));

        Assert.DoesNotContain(await harness.StoredAsync(), key => key.Contains("snapshot", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RemoveOld_AnOutputIsGoneFromTheStore_NothingIsFolded()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.LoadAsync(Upsert, Rows("1", "a"));
        var second = await harness.LoadAsync(Upsert, Rows("2", "b"));
        await harness.LoadAsync(Upsert, Rows("3", "c"));
        await harness.AgeAsync(100);
        await harness.Store.DeleteAsync(ObjectKey.Parse($"results/job/{second}/part.parquet"), Token);

        Assert.Equal(0, await harness.RemoveOldOutputsAsync(90));

        Assert.Equal(2, (await harness.StoredAsync()).Count);
        Assert.Equal("1:a 2:b 3:c", await harness.FactsAsync());
    }

    private static string Rows(string keys, string value) => $"select unnest([{keys}])::int4 as k, '{value}' as v";
}
