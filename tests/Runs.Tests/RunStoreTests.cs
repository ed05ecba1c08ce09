using Analytics.Catalogue.Jobs;
using Analytics.Engines;
using Analytics.Fixtures;
using Analytics.Fixtures.Results;
using Analytics.Work;

namespace Analytics.Runs.Tests;

public sealed class RunStoreTests(PostgresFixture postgres)
{
    private static readonly JobOutput Output = ResultHarness.Output("k int32", LoadMode.Replace);

    private static readonly EngineEstimate Expected = new(TimeSpan.FromSeconds(90), 0.25m, "a guess");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Queue_ManyTriggersWhileOneWaits_GatherIntoOneRun()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);

        var queued = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => harness.Runs.QueueAsync(Triggered(), Token)));

        Assert.Single(queued, run => run.IsNew);
        Assert.Single(queued.DistinctBy(run => run.Id));
        Assert.Equal(1L, await harness.Database.ScalarAsync<long>("select count(*) from platform.work_item"));
    }

    [Fact]
    public async Task Queue_TriggersWhileOneRuns_GatherIntoOneNextRun()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.BeginAsync(Output);

        var first = await harness.Runs.QueueAsync(Triggered(), Token);
        var second = await harness.Runs.QueueAsync(Triggered(), Token);

        Assert.True(first.IsNew);
        Assert.Equal(first.Id, second.Id);
        Assert.False(second.IsNew);
    }

    [Fact]
    public async Task Queue_AfterManyTriggersThatWereGathered_TakesTheNextNumber()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var first = await harness.Runs.QueueAsync(Triggered(), Token);
        for (var more = 0; more < 10; more++)
        {
            Assert.Equal(first, (await harness.Runs.QueueAsync(Triggered(), Token)) with { IsNew = true });
        }

        var manual = await harness.Runs.QueueAsync(Triggered() with { TriggeredBy = RunTriggers.Manual }, Token);

        Assert.Equal(new QueuedRun(first.Id + 1, true), manual);
    }

    [Fact]
    public async Task Queue_ByHand_IsNeverGathered()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var manual = Triggered() with { TriggeredBy = RunTriggers.Manual };

        Assert.NotEqual((await harness.Runs.QueueAsync(manual, Token)).Id, (await harness.Runs.QueueAsync(manual, Token)).Id);
    }

    [Fact]
    public async Task Begin_EarlierRunOfTheJobHasNotEnded_IsBusy()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var (_, firstItem) = await harness.BeginAsync(Output);
        await harness.Runs.QueueAsync(Triggered(), Token);
        var item = Assert.Single(await harness.Leases.ClaimAsync(RunStore.Queue, "test", 1, TimeSpan.FromMinutes(1), Token));

        Assert.IsType<RunStart.Busy>(await harness.Progress.BeginAsync(item, Token));
        await harness.Progress.EndAsync(firstItem, RunStates.Failed, null, mayRunOn: false, Token);
        Assert.IsType<RunStart.Begun>(await harness.Progress.BeginAsync(item, Token));
    }

    [Fact]
    public async Task Begin_Inputs_ArePinnedOnce()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.Database.ExecuteAsync(
            """
            insert into platform.dataset (name, current_version) values ('flights', 2);
            insert into platform.dataset_version (dataset, version, kind, contract_version, rows, bytes, files, rows_quarantined, committed_at)
            values ('flights', 2, 'append', 1, 75, 1, 1, 25, '2001-02-03 04:05:06Z');
            """);
        var definition = ResultHarness.Definition(Output) with { Inputs = [new RunInput("flights", []), new RunInput("missing", [])] };
        var queued = await harness.Runs.QueueAsync(new NewRun { Definition = definition, TriggeredBy = RunTriggers.Manual }, Token);
        var item = Assert.Single(await harness.Leases.ClaimAsync(RunStore.Queue, "test", 1, TimeSpan.FromMinutes(1), Token));
        Assert.IsType<RunStart.Begun>(await harness.Progress.BeginAsync(item, Token));
        await harness.Database.ExecuteAsync("update platform.dataset set current_version = 3");

        var again = Assert.IsType<RunStart.Begun>(await harness.Progress.BeginAsync(item, Token));

        Assert.Equal([KeyValuePair.Create("flights", 2L)], again.Run.Inputs);
        var run = await harness.RunReads.FindAsync(queued.Id, Token);
        Assert.Equal(0.25, run?.Summary.QuarantinedShare);
        Assert.Equal(new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc), run?.Summary.DataTime);
    }

    [Fact]
    public async Task Cancel_Waiting_NeverRuns()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var queued = await harness.Runs.QueueAsync(Triggered(), Token);

        Assert.Equal(CancelOutcome.Cancelled, await harness.Runs.CancelAsync(queued.Id, Token));

        Assert.Empty(await harness.Leases.ClaimAsync(RunStore.Queue, "test", 1, TimeSpan.FromMinutes(1), Token));
        Assert.Equal(RunStates.Cancelled, (await harness.RunReads.FindAsync(queued.Id, Token))?.Summary.State);
        Assert.Equal(CancelOutcome.AlreadyFinished, await harness.Runs.CancelAsync(queued.Id, Token));
        Assert.Equal(CancelOutcome.NotFound, await harness.Runs.CancelAsync(queued.Id + 1, Token));
    }

    [Fact]
    public async Task Cancel_Running_IsAskedOfItsWorker()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var (run, item) = await harness.BeginAsync(Output);

        Assert.Equal(CancelOutcome.Requested, await harness.Runs.CancelAsync(run.Id, Token));

        Assert.True(Assert.IsType<RunStart.Begun>(await harness.Progress.BeginAsync(item, Token)).Run.CancelRequested);
    }

    [Fact]
    public async Task Cancel_WhileItsItemIsLookedAt_IsCancelled()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.BeginAsync(Output);
        var queued = await harness.Runs.QueueAsync(Triggered(), Token);
        var item = Assert.Single(await harness.Leases.ClaimAsync(RunStore.Queue, "test", 1, TimeSpan.FromMinutes(1), Token));

        Assert.Equal(CancelOutcome.Requested, await harness.Runs.CancelAsync(queued.Id, Token));

        Assert.IsType<RunStart.Unwanted>(await harness.Progress.BeginAsync(item, Token));
        Assert.Equal(WorkOutcome.Done, await harness.Progress.EndAsync(item, RunStates.Cancelled, null, mayRunOn: false, Token));
        Assert.Equal(RunStates.Cancelled, (await harness.RunReads.FindAsync(queued.Id, Token))?.Summary.State);
    }

    [Fact]
    public async Task Begin_WhileATriggerIsTakenIn_PinsTheVersionThatTheTriggerTellsOf()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await AddVersionAsync(1);
        var run = Triggered() with { Definition = ResultHarness.Definition(Output) with { Inputs = [new RunInput("flights", [])] } };
        await harness.Runs.QueueAsync(run, Token);
        var item = Assert.Single(await harness.Leases.ClaimAsync(RunStore.Queue, "test", 1, TimeSpan.FromMinutes(1), Token));
        await using var connection = await harness.Database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        Assert.False((await harness.Runs.QueueAsync(connection, transaction, run, Token)).IsNew);
        var beginning = harness.Progress.BeginAsync(item, Token);
        await Eventually.TrueAsync(async () => await harness.Database.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0") > 0);
        await AddVersionAsync(2);

        await transaction.CommitAsync(Token);

        Assert.Equal([KeyValuePair.Create("flights", 2L)], Assert.IsType<RunStart.Begun>(await beginning).Run.Inputs);

        Task<int> AddVersionAsync(long version) => harness.Database.ExecuteAsync(
            """
            with dataset as (
                insert into platform.dataset (name, current_version) values ('flights', $1)
                on conflict (name) do update set current_version = $1
                returning name
            )
            insert into platform.dataset_version (dataset, version, kind, contract_version, rows, bytes, files, rows_quarantined)
            select name, $1, 'append', 1, 1, 1, 1, 0 from dataset
            """,
            version);
    }

    [Fact]
    public async Task StartAttempt_EarlierOneLostNotFailed_BurnsNoRetry()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var (_, item) = await harness.BeginAsync(Output);

        Assert.Equal(new AttemptNumber(1, 3), await harness.Progress.StartAttemptAsync(item, "embedded", "", 0, Expected, Token));
        Assert.Equal(new AttemptNumber(2, 4), await harness.Progress.StartAttemptAsync(item, "embedded", "", 0, Expected, Token));
        await harness.Progress.ForgetAttemptAsync(item, Token);
        Assert.Equal(new AttemptNumber(3, 4), await harness.Progress.StartAttemptAsync(item, "embedded", "", 0, Expected, Token));
    }

    [Fact]
    public async Task StoreUsage_OfEachAttempt_AddsUpAndOneThatIsToldTwiceCountsOnce()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var (run, item) = await harness.BeginAsync(Output);
        foreach (var cost in new[] { new EngineCost(0.5m, "prices of a day"), new EngineCost(0.25m, "prices of a day") })
        {
            await harness.Progress.StartAttemptAsync(item, "emr", "", 7, Expected, Token);
            var usage = new EngineUsage(1, 2, TimeSpan.FromSeconds(3), cost);
            Assert.True(await harness.Progress.StoreUsageAsync(item, usage, Token));
            Assert.True(await harness.Progress.StoreUsageAsync(item, usage, Token));
            await harness.Progress.ForgetAttemptAsync(item, Token);
        }

        var found = await harness.RunReads.FindAsync(run.Id, Token);

        Assert.Equal(Expected, found?.Expected);
        Assert.Equal(new EngineCost(0.75m, "prices of a day"), found?.Cost);
    }

    [Fact]
    public async Task StoreUsage_CostNotKnown_SaysWhyWithoutAFigure()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var (run, item) = await harness.BeginAsync(Output);
        await harness.Progress.StartAttemptAsync(item, "emr", "", 7, Expected, Token);

        await harness.Progress.StoreUsageAsync(item, new EngineUsage(1, 2, TimeSpan.Zero, new EngineCost(null, "no price")), Token);

        Assert.Equal(new EngineCost(null, "no price"), (await harness.RunReads.FindAsync(run.Id, Token))?.Cost);
    }

    [Fact]
    public async Task UsualTime_OfGoodRuns_IsTheirMedianInProportionToTheInputs()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        await harness.Database.ExecuteAsync(
            """
            insert into platform.run (job, state, triggered_by, definition, max_attempts, finished_at, engine, engine_seconds, input_bytes)
            select 'j', state, 'manual', '{}', 1, now(), engine, seconds, bytes
            from (values ('succeeded', 'emr', 10.0, 100), ('succeeded', 'emr', 20.0, 100), ('succeeded', 'emr', 90.0, 100),
                ('failed', 'emr', 1.0, 100), ('succeeded', 'embedded', 1.0, 100)) as runs (state, engine, seconds, bytes)
            """);
        var times = new RunTimes(harness.Database.DataSource);

        Assert.Equal(new UsualTime(TimeSpan.FromSeconds(40), 3), await times.FindAsync("j", "emr", 200, Token));
        Assert.Null(await times.FindAsync("other", "emr", 200, Token));
    }

    [Fact]
    public async Task Log_LongerThanIsKept_SaysSoOnce()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var (run, _) = await harness.BeginAsync(Output);
        var lines = Enumerable.Range(0, RunLog.MaxLines - 1).Select(at => new EngineLogLine(EngineLogLine.Info, $"line {at}")).ToList();
        await harness.Log.AddAsync(run.Id, 1, lines, Token);
        await harness.Log.AddAsync(run.Id, 1, [.. lines.Take(5)], Token);
        await harness.Log.AddAsync(run.Id, 1, [.. lines.Take(5)], Token);

        Assert.Equal(RunLog.MaxLines + 1L, await harness.Database.ScalarAsync<long>("select count(*) from platform.run_log"));
        var page = await harness.RunReads.LogAsync(run.Id, 0, 2, Token);
        Assert.Equal(["line 0", "line 1"], page.Select(line => line.Line));
        var rest = await harness.RunReads.LogAsync(
            run.Id, await harness.Database.ScalarAsync<long>("select max(sequence) - 1 from platform.run_log"), 10, Token);
        Assert.Contains("longer than", Assert.Single(rest).Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Latest_NewestRunFailed_NamesTheLastGoodOne()
    {
        await using var harness = await ResultHarness.CreateAsync(postgres);
        var good = await harness.LoadAsync(Output, "select 1::int4 as k");
        var (bad, _) = await harness.RunAsync(Output, "select 'x' as k");

        var latest = Assert.Single(await harness.RunReads.LatestAsync(job: null, Token));

        Assert.Equal(bad, latest.Last.Id);
        Assert.Equal(RunStates.Failed, latest.Last.State);
        Assert.Equal(good, latest.LastGood?.Id);
    }

    private static NewRun Triggered() => new() { Definition = ResultHarness.Definition(Output), TriggeredBy = RunTriggers.Dataset };
}
