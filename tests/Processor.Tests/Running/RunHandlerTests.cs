using System.Diagnostics;

using Analytics.Catalogue;
using Analytics.Catalogue.Jobs;
using Analytics.Fixtures;
using Analytics.Fixtures.Storage;
using Analytics.JobFailures;
using Analytics.Processor.Tests.Support;
using Analytics.Runs;

using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Processor.Tests.Running;

public sealed class RunHandlerTests(PostgresFixture postgres)
{
    private const string Endless = "select count(*) as n from range(1000000000000)";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_JobOverADataset_LoadsItsResultAndKeepsItsOutput()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("total", "select sum(n)::int8 + $plus as n from numbers", "parameters:\n  - { name: plus, type: int64, default: \"0\" }");
        await bench.AddVersionAsync();
        var host = await bench.StartAsync();

        var run = await bench.EndAsync(host, await bench.QueueAsync(host, "total", new() { ["plus"] = "100" }));

        Assert.Null(run.Cause);
        Assert.Equal(RunStates.Succeeded, run.Summary.State);
        Assert.Equal(106L, await bench.Database.ScalarAsync<long>("select n from results.total"));
        Assert.Equal([KeyValuePair.Create("numbers", 1L)], run.Inputs);
        Assert.Equal(EngineNames.Embedded, run.Engine);
        Assert.StartsWith("Embedded engine:", run.EngineReason, StringComparison.Ordinal);
        Assert.True(run.PeakMemoryBytes > 0);
        var key = Assert.Single(run.Output?.Keys ?? []);
        Assert.StartsWith($"results/total/{run.Summary.Id}/", key, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(bench.ProcessedPath, key)));
        await bench.WaitForLogAsync(run.Summary.Id, "The run succeeded: 1 rows");
        await Eventually.TrueAsync(() => !Directory.EnumerateDirectories(bench.ScratchPath).SelectMany(Directory.EnumerateDirectories).Any());
    }

    [Fact]
    public async Task Run_SecondTime_IsExpectedToTakeWhatTheFirstTook()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("total", "select sum(n)::int8 as n from numbers");
        await bench.AddVersionAsync();
        var host = await bench.StartAsync();

        var first = await bench.EndAsync(host, await bench.QueueAsync(host, "total"));
        var second = await bench.EndAsync(host, await bench.QueueAsync(host, "total"));

        Assert.Equal((0m, "estimated, as it has never run here"), (first.Expected?.Usd, first.Expected?.Basis));
        Assert.Equal((0m, "same as its last run"), (second.Expected?.Usd, second.Expected?.Basis));
        Assert.Equal(
            await bench.Database.ScalarAsync<double>("select engine_seconds from platform.run where id = $1", first.Summary.Id),
            second.Expected?.Time.TotalSeconds ?? 0, 3);
        Assert.Null(second.Cost);
    }

    [Fact]
    public async Task Run_SqlFails_SaysCauseLinesAndAdviceAndTheTableKeepsItsLastGoodResult()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("total", "select sum(n)::int8 // $divisor as n\nfrom numbers", "parameters:\n  - { name: divisor, type: int64 }");
        await bench.AddVersionAsync();
        var host = await bench.StartAsync();
        await bench.EndAsync(host, await bench.QueueAsync(host, "total", new() { ["divisor"] = "1" }));
        bench.AddJob("total", "select sum(n)::int8 as n,\n  nope\nfrom numbers");
        await host.Services.GetRequiredService<ICatalogue>().ReloadAsync(Token);

        var run = await bench.EndAsync(host, await bench.QueueAsync(host, "total"));

        Assert.Equal(RunStates.Failed, run.Summary.State);
        Assert.Equal(EngineFailureCode.SqlInvalid, run.Cause?.Code);
        Assert.NotEmpty(run.Cause?.Advice ?? "");
        Assert.Contains(run.Cause?.Lines ?? [], line => line.Contains("nope", StringComparison.Ordinal));
        Assert.Equal(6L, await bench.Database.ScalarAsync<long>("select n from results.total"));
        Assert.Equal(1, run.Summary.Attempt);
    }

    [Fact]
    public async Task Run_InputNeverIngested_SaysWhatToDo()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("total", "select sum(n)::int8 as n from numbers");
        var host = await bench.StartAsync();

        var run = await bench.EndAsync(host, await bench.QueueAsync(host, "total"));

        Assert.Equal("input.missing", run.Cause?.Code);
        Assert.Contains("incoming/numbers/", run.Cause?.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_OfARun_MakesTheJobsNextOneDue()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("endless", Endless);
        await bench.AddVersionAsync();
        var host = await bench.StartAsync(("Processor:BusyDelay", "01:00:00"));
        var first = await bench.QueueAsync(host, "endless");
        await bench.WaitForHandleAsync(first);
        var second = await bench.QueueAsync(host, "endless");
        await Eventually.TrueAsync(async () => await bench.Database.ScalarAsync<bool>(
            """
            select exists (select from platform.work_item
                where queue = 'run' and unique_key = $1::text and state = 'available' and available_at > now() + interval '1 minute')
            """,
            second));

        await host.Services.GetRequiredService<RunStore>().CancelAsync(first, Token);

        await bench.WaitForHandleAsync(second);
        await host.Services.GetRequiredService<RunStore>().CancelAsync(second, Token);
        await bench.EndAsync(host, second);
    }

    [Fact]
    public async Task Cancel_SqlThatRunsForEver_EndsWithinTwoSeconds()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("endless", Endless);
        await bench.AddVersionAsync();
        var host = await bench.StartAsync();
        var id = await bench.QueueAsync(host, "endless");
        await bench.WaitForHandleAsync(id);
        var watch = Stopwatch.StartNew();

        Assert.Equal(CancelOutcome.Requested, await host.Services.GetRequiredService<RunStore>().CancelAsync(id, Token));
        var run = await bench.EndAsync(host, id);

        Assert.Equal(RunStates.Cancelled, run.Summary.State);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task Cancel_WhileLoading_EndsWithinTwoSeconds()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("total", "select sum(n)::int8 as n from numbers");
        await bench.AddVersionAsync();
        var host = await bench.StartAsync();
        var good = await bench.QueueAsync(host, "total");
        await bench.EndAsync(host, good);
        await using var blocker = await bench.Database.HoldAsync("lock table results.total in exclusive mode");
        var id = await bench.QueueAsync(host, "total");
        await bench.WaitForBlockedAsync();
        var watch = Stopwatch.StartNew();

        await host.Services.GetRequiredService<RunStore>().CancelAsync(id, Token);
        var run = await bench.EndAsync(host, id);

        Assert.Equal(RunStates.Cancelled, run.Summary.State);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"It took {watch.Elapsed}.");
        await blocker.DisposeAsync();
        Assert.Equal(good, await bench.Database.ScalarAsync<long>("select run_id from results.total"));
    }

    [Fact]
    public async Task Cancel_WhileAnEarlierRunGoesOn_EndsTheOneThatWaits()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("endless", Endless);
        await bench.AddVersionAsync();
        var host = await bench.StartAsync();
        var first = await bench.QueueAsync(host, "endless");
        await bench.WaitForHandleAsync(first);
        var second = await bench.QueueAsync(host, "endless");

        // As it is written while a worker looks at the item.
        await bench.Database.ExecuteAsync("update platform.run set cancel_requested_at = now() where id = $1", second);

        Assert.Equal(RunStates.Cancelled, (await bench.EndAsync(host, second)).Summary.State);
        Assert.Equal(RunStates.Running, await bench.Database.ScalarAsync<string>("select state from platform.run where id = $1", first));
    }

    [Fact]
    public async Task Run_LongerThanItsTimeout_FailsNamingTheLimit()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("endless", Endless, "timeout: 2s\nretries: { count: 0 }");
        await bench.AddVersionAsync();
        var host = await bench.StartAsync();

        var run = await bench.EndAsync(host, await bench.QueueAsync(host, "endless"));

        Assert.Equal(EngineFailureCode.LimitWallTime, run.Cause?.Code);
    }

    [Fact]
    public async Task Run_NoSpaceForTheOutput_SucceedsAtALaterAttemptOnceThereIs()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var disk = await SmallDisk.MountAsync(bench.ProcessedPath, megabytes: 4);
        Assert.SkipWhen(disk is null, "This user cannot mount a small disk.");
        bench.AddJob("big", "select (i * 7919 * 104729 * 31337) % 9007199254740881 as n from range(200000) t(i)", "retries: { count: 9, backoff: 1s }");
        await bench.AddVersionAsync();
        var filler = Path.Combine(bench.ProcessedPath, "filler");
        await File.WriteAllBytesAsync(filler, new byte[3_600_000], Token);
        var host = await bench.StartAsync();

        var id = await bench.QueueAsync(host, "big");
        await bench.WaitForLogAsync(id, "There is no space left for the output");
        File.Delete(filler);
        var run = await bench.EndAsync(host, id);

        Assert.Equal(RunStates.Succeeded, run.Summary.State);
        Assert.True(run.Summary.Attempt > 1);
        Assert.Equal(200_000L, await bench.Database.ScalarAsync<long>("select count(*) from results.big"));
    }

    [Fact]
    public async Task Load_ConnectionsCutMeanwhile_GoesOnWithTheOutputThatWasComputed()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("total", "select sum(n)::int8 as n from numbers");
        await bench.AddVersionAsync();
        var host = await bench.StartAsync();
        await bench.EndAsync(host, await bench.QueueAsync(host, "total"));
        await using var blocker = await bench.Database.HoldAsync("lock table results.total in exclusive mode");
        var id = await bench.QueueAsync(host, "total");
        await bench.WaitForBlockedAsync();
        await bench.Database.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid not in (pg_backend_pid(), $1)",
            blocker.ProcessId);
        await blocker.DisposeAsync();
        var run = await bench.EndAsync(host, id);

        Assert.Equal(RunStates.Succeeded, run.Summary.State);
        Assert.Equal(1, run.Summary.Attempt);
        Assert.Equal(id, await bench.Database.ScalarAsync<long>("select run_id from results.total"));
    }

    [Fact]
    public async Task Load_OutputGone_CountsAsTheAttemptThatMadeIt()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("slow", "select count(*) as n from range(2000000000)", "retries: { count: 0 }");
        await bench.AddVersionAsync();
        var host = await bench.StartAsync();
        var id = await bench.QueueAsync(host, "slow");
        await bench.WaitForHandleAsync(id);
        await using var blocker = await bench.Database.HoldAsync("select from platform.run for no key update");
        await bench.WaitForBlockedAsync();
        Directory.Delete(Path.Combine(bench.ProcessedPath, "results"), recursive: true);
        await blocker.DisposeAsync();

        var run = await bench.EndAsync(host, id);

        Assert.Equal("output.missing", run.Cause?.Code);
        Assert.Equal(1, run.Summary.Attempt);
    }

    [Fact]
    public async Task Load_DatabaseVolumeFull_WaitsSayingSo_AndSucceedsOnceThereIsRoom()
    {
        await using var admin = await postgres.CreateEmptyDatabaseAsync();
        using var folder = new ScratchFolder();
        await using var disk = await SmallDisk.MountAsync(folder.File("disk"), megabytes: 8);
        Assert.SkipWhen(disk is null, "This user cannot mount a small disk.");
        if (!OperatingSystem.IsWindows())
        {
            // The server is another user's.
            File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        }

        await disk.GiveToOwnerOfAsync($"/proc/{await admin.ScalarAsync<int>("select pg_backend_pid()")}");
        await admin.ExecuteAsync($"create tablespace small location '{disk.Path}'");
        await admin.ExecuteAsync("grant create on tablespace small to analytics_processor");
        await using (var bench = await ProcessorBench.CreateAsync(postgres))
        {
            bench.AddJob("big", "select i as n from range(100000) t(i)");
            await bench.AddVersionAsync();
            await bench.Database.ExecuteAsync(
                "do $$ begin execute format('alter database %I set default_tablespace = small', current_database()); end $$");
            var filler = Path.Combine(disk.Path, "filler");
            await File.WriteAllBytesAsync(filler, new byte[6_000_000], Token);
            var host = await bench.StartAsync();
            var id = await bench.QueueAsync(host, "big");
            await bench.WaitForLogAsync(id, "The database's disk is full.");
            File.Delete(filler);

            var run = await bench.EndAsync(host, id);

            Assert.Equal(RunStates.Succeeded, run.Summary.State);
            Assert.Equal(1, run.Summary.Attempt);
            Assert.Equal(1L, await bench.Database.ScalarAsync<long>(
                "select count(*) from platform.run_log where line like '%disk is full%'"));
        }

        await admin.ExecuteAsync("drop tablespace small");
    }

    [Fact]
    public async Task Stop_RunGoesOn_TheNextProcessorEndsIt()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("slow", "select count(*) as n from range(2000000000)");
        await bench.AddVersionAsync();
        var first = await bench.StartAsync();
        var id = await bench.QueueAsync(first, "slow");
        await bench.WaitForHandleAsync(id);

        await first.StopAsync(Token);
        var run = await bench.EndAsync(await bench.StartAsync(), id);

        Assert.Equal(RunStates.Succeeded, run.Summary.State);
        Assert.Equal(2, run.Summary.Attempt);
        Assert.Equal(4, run.Summary.MaxAttempts);
        Assert.Equal(2_000_000_000L, await bench.Database.ScalarAsync<long>("select n from results.slow"));
        Assert.Equal(1, await bench.Database.ScalarAsync<int>("select attempt from platform.work_item where queue = 'run'"));
    }

    [Fact]
    public async Task Kill_RunGoesOn_AnotherProcessorEndsItOnce()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("slow", "select count(*) as n from range(2000000000)", mode: "append");
        await bench.AddVersionAsync();
        var host = await bench.BuildAsync();
        var id = await bench.QueueAsync(host, "slow");
        await using (var killed = bench.StartProgram())
        {
            await bench.WaitForHandleAsync(id);
            await killed.SignalAsync("KILL");
        }

        await host.StartAsync(Token);
        var run = await bench.EndAsync(host, id);

        Assert.Equal(RunStates.Succeeded, run.Summary.State);
        Assert.Equal(2, run.Summary.Attempt);
        Assert.Equal(2, await bench.Database.ScalarAsync<int>("select attempt from platform.work_item where queue = 'run'"));
        Assert.Equal(1L, await bench.Database.ScalarAsync<long>("select count(*) from results.slow"));
        await bench.WaitForLogAsync(id, "ended with the process that ran it");
    }

    [Fact]
    public async Task Rollback_Fails_IsSaidInTheRunsLog()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("total", "select sum(n)::int8 as n from numbers");
        await bench.AddVersionAsync();
        var host = await bench.StartAsync(("Work:MaxAttempts", "1"));
        var first = await bench.EndAsync(host, await bench.QueueAsync(host, "total"));
        var second = await bench.QueueAsync(host, "total");
        await bench.EndAsync(host, second);
        await File.WriteAllTextAsync(Path.Combine(bench.ProcessedPath, Assert.Single(first.Output?.Keys ?? [])), "no Parquet", Token);

        await host.Services.GetRequiredService<RunStore>().RequestRollbackAsync(second, Token);

        await bench.WaitForLogAsync(second, "could not be rolled back and will not be retried");
        Assert.Equal(second, await bench.Database.ScalarAsync<long>("select run_id from results.total"));
    }

    [Fact]
    public async Task Rollback_AskedFor_IsDoneAndLogged()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("total", "select sum(n)::int8 as n from numbers", mode: "append");
        await bench.AddVersionAsync();
        var host = await bench.StartAsync();
        var id = await bench.QueueAsync(host, "total");
        await bench.EndAsync(host, id);

        await host.Services.GetRequiredService<RunStore>().RequestRollbackAsync(id, Token);

        await bench.WaitForLogAsync(id, "The run was rolled back.");
        Assert.Equal(0L, await bench.Database.ScalarAsync<long>("select count(*) from results.total"));
    }
}
