using Analytics.Fixtures;
using Analytics.Fixtures.Datasets;
using Analytics.Storage;

namespace Analytics.Datasets.Tests;

public sealed class RawObjectLedgerTests(PostgresFixture postgres)
{
    private const string Key = "incoming/flights/a.csv";

    private static CancellationToken Stop => DatasetBench.Stop;

    [Fact]
    public async Task Record_SameObjectTwentyTimesAtOnce_MakesOneRowAndOneWorkItem()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        var first = await bench.LandAsync(Key, "x");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bench.RecordAsync(Key)));

        Assert.NotNull(first);
        Assert.Equal(1, await bench.Database.ScalarAsync<long>("select count(*) from platform.raw_object"));
        Assert.Equal(1, await bench.Database.ScalarAsync<long>("select count(*) from platform.work_item"));
        Assert.Equal(first, (await bench.ClaimAsync()).Read<IngestWork>().RawObjectId);
    }

    [Fact]
    public async Task Record_ManyAtOnce_QueuesThoseThatAreNewOrBackInTheirOrder()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        var known = await bench.LandAsync("incoming/flights/b.csv", "known");
        var missing = (await bench.LandAsync("incoming/flights/d.csv", "missing"))!.Value;
        await bench.Ledger.MarkMissingAsync([missing], Stop);
        await bench.Database.ExecuteAsync("update platform.work_item set state = 'done', finished_at = now()");
        await bench.Database.ExecuteAsync("update platform.raw_object set state = 'superseded' where id = $1", known!);
        var seen = new List<SeenObject>();
        foreach (var name in (string[])["a", "b", "c", "d", "e"])
        {
            var key = ObjectKey.Parse($"incoming/flights/{name}.csv");
            if (name is "a" or "c" or "e")
            {
                await bench.Raw.PutAsync(key, new MemoryStream([(byte)name[0]]), PutCondition.Always, Stop);
            }

            var entry = (await bench.Raw.FindAsync(key, Stop))!;
            seen.Add(new SeenObject("flights", name == "e" ? entry with { Size = 1 << 20 } : entry, SeenBy.Listing, $"trace-{name}"));
        }

        var ids = await bench.Ledger.RecordAsync(seen, Stop);

        Assert.Equal(seen.Select(one => one.Entry.Key.Value), ids.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(missing, ids["incoming/flights/d.csv"]);
        Assert.True(ids["incoming/flights/b.csv"] > known);
        Assert.Empty(await bench.Ledger.RecordAsync(seen, Stop));
        Assert.Equal(
            "trace-a flights, trace-b flights, trace-c flights, trace-d flights, trace-e -",
            await bench.Database.ScalarAsync<string>(
                """
                select string_agg(trace_parent || ' ' || coalesce(batch_key, '-'), ', ' order by id)
                from platform.work_item where state = 'available'
                """));
    }

    [Fact]
    public async Task Record_SameObjectsByTwoListingsAtOnce_AreEachRecordedOnce()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        var seen = Enumerable.Range(1, 200).Select(n => new SeenObject(
            "flights",
            new ObjectEntry(ObjectKey.Parse($"incoming/flights/{n}.csv"), "etag", 1, TimeProvider.System.GetUtcNow()),
            SeenBy.Listing)).ToList();
        var reversed = seen.AsEnumerable().Reverse().ToList();

        var both = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(n => bench.Ledger.RecordAsync(n % 2 == 0 ? seen : reversed, Stop)));

        Assert.Equal(200, both.Sum(ids => ids.Count));
        Assert.Equal(200, await bench.Database.ScalarAsync<long>("select count(*) from platform.work_item"));
    }

    [Fact]
    public async Task Record_OverwrittenObject_IsTakenAgainAsItsNewSelf()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        var first = await bench.LandAsync(Key, "one");
        var second = await bench.LandAsync(Key, "two");

        Assert.True(second > first);
    }

    [Fact]
    public async Task Record_UnclaimedBefore_IsClaimedUnderItsOldNumber()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        await bench.Raw.PutAsync(ObjectKey.Parse(Key), new MemoryStream([1]), PutCondition.Always, Stop);
        var entry = await bench.Raw.FindAsync(ObjectKey.Parse(Key), Stop);

        Assert.True(await bench.Ledger.RecordUnclaimedAsync(entry!, SeenBy.Event, "No contract names 'flights'.", Stop));
        Assert.False(await bench.Ledger.RecordUnclaimedAsync(entry!, SeenBy.Event, "No contract names 'flights'.", Stop));
        var unclaimed = await bench.Database.ScalarAsync<long>("select id from platform.raw_object where state = 'unclaimed'");

        Assert.Equal(unclaimed, await bench.RecordAsync(Key));
        Assert.Equal("landed", await bench.StateAsync(unclaimed));
        Assert.False(await bench.Ledger.RecordUnclaimedAsync(entry!, SeenBy.Listing, "The contract went away.", Stop));
    }

    [Fact]
    public async Task RecordIgnored_TwentyStatesOfOneNameAtOnce_MakeOneRow()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        var states = new List<ObjectEntry>();
        for (var size = 1; size <= 20; size++)
        {
            await bench.Raw.PutAsync(ObjectKey.Parse(Key), new MemoryStream(new byte[size]), PutCondition.Always, Stop);
            states.Add((await bench.Raw.FindAsync(ObjectKey.Parse(Key), Stop))!);
        }

        // All of them wait at the lock, and go on together.
        List<Task<bool>> recorded;
        await using (await bench.Database.HoldAsync("lock table platform.raw_object in share mode"))
        {
            recorded = [.. states.Select(entry => bench.Ledger.RecordIgnoredAsync(entry, SeenBy.Event, "It is written aside.", Stop))];
            await Eventually.TrueAsync(async () => await bench.Database.ScalarAsync<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == states.Count);
        }

        Assert.Single(await Task.WhenAll(recorded), isNew => isNew);
        Assert.Equal(1, await bench.Database.ScalarAsync<long>("select count(*) from platform.raw_object"));
    }

    [Fact]
    public async Task RecordRefused_NameThatNoDatabaseStores_IsShownEscaped()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);

        Assert.True(await bench.Ledger.RecordRefusedAsync("a\0b\n" + new string('x', 2000), SeenBy.Event, "It holds a NUL.", Stop));

        var shown = await bench.Database.ScalarAsync<string>("select key from platform.raw_object where state = 'refused'");
        Assert.StartsWith("a\\u0000b\\u000axxx", shown, StringComparison.Ordinal);
        Assert.Equal(1018, shown?.Length);
    }

    [Fact]
    public async Task MarkMissing_ThenBackAgain_IsReadAfterAll()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        var id = (await bench.LandAsync(Key, "x"))!.Value;
        await bench.Database.ExecuteAsync("update platform.work_item set state = 'done', finished_at = now()");
        Assert.Equal(1, await bench.Ledger.MarkMissingAsync([id], Stop));
        Assert.Equal("missing", await bench.StateAsync(id));

        Assert.Equal(id, await bench.RecordAsync(Key));
        Assert.Equal("landed", await bench.StateAsync(id));
    }

    [Fact]
    public async Task MarkMissing_CommittedObject_StaysCommitted()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        await bench.RegisterAsync();
        await bench.IngestAsync(Key, "x", rows: 1);
        var id = await bench.Database.ScalarAsync<long>("select id from platform.raw_object");

        Assert.Equal(0, await bench.Ledger.MarkMissingAsync([id], Stop));
        Assert.Equal("committed", await bench.StateAsync(id));
    }

    [Fact]
    public async Task ChangeState_FromAnotherState_ChangesNothing()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        var id = (await bench.LandAsync(Key, "x"))!.Value;

        Assert.False(await bench.Ledger.ChangeStateAsync(id, [RawObjectStates.Reading], RawObjectStates.Failed, "no", Stop));
        Assert.True(await bench.Ledger.ChangeStateAsync(id, [RawObjectStates.Landed], RawObjectStates.Reading, null, Stop));
        Assert.Equal("reading", await bench.StateAsync(id));
    }

    [Fact]
    public async Task Waiting_ManyObjects_GivesEachOnce()
    {
        await using var bench = await DatasetBench.CreateAsync(postgres);
        await bench.Database.ExecuteAsync(
            """
            insert into platform.raw_object (dataset, key, etag, size_bytes, modified_at, seen_by, state)
            select '', 'incoming/x/' || n, '', 1, now(), 'listing', case when n % 2 = 0 then 'unclaimed' else 'committed' end
            from generate_series(1, 4000) n
            """);
        var ids = new List<long>();
        await foreach (var item in bench.Ledger.WaitingAsync(Stop))
        {
            ids.Add(item.Id);
        }

        Assert.Equal(2000, ids.Distinct().Count());
        Assert.Equal(2000, ids.Count);
    }
}
