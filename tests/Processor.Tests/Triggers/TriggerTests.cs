using Analytics.Catalogue;
using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Processor.Tests.Support;
using Analytics.Processor.Triggers;
using Analytics.Runs;
using Analytics.Work;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Processor.Tests.Triggers;

public sealed class TriggerTests(PostgresFixture postgres)
{
    private const string Sum = "select sum(n)::int8 as n from numbers";
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cron_TickDue_QueuesOneRun()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        var (cron, time) = await CronAsync(bench, "0 * * * *", "Etc/UTC", Start);

        Assert.Equal(0, await cron.FireDueAsync(time.GetUtcNow(), Token));
        time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(1, await cron.FireDueAsync(time.GetUtcNow(), Token));
        Assert.Equal(0, await cron.FireDueAsync(time.GetUtcNow(), Token));

        Assert.Equal("cron", await bench.Database.ScalarAsync<string>("select triggered_by from platform.run"));
    }

    [Fact]
    public async Task Triggers_JobCannotRunHere_KeepTheirTicksAndVersionsForWhenItCan()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob(
            "hived", "kind: hive\nscript: job.hql\ntriggers: { on: [numbers], cron: [{ expression: '0 * * * *' }] }",
            ("job.hql", "insert overwrite table hived select n from numbers"));
        await bench.AddVersionAsync();

        var without = (await bench.BuildAsync()).Services;
        Assert.Equal(0, await without.GetRequiredService<DatasetTriggers>().FireAsync(null, Token));
        Assert.Equal(0, await without.GetRequiredService<CronTriggers>().FireDueAsync(Start, Token));
        Assert.Equal(0L, await bench.Database.ScalarAsync<long>("select count(*) from platform.job_trigger"));

        var with = (await bench.BuildAsync(("Emr:Endpoint", "http://127.0.0.1:9"))).Services;
        Assert.Equal(0, await with.GetRequiredService<CronTriggers>().FireDueAsync(Start, Token));
        Assert.Equal(1, await with.GetRequiredService<DatasetTriggers>().FireAsync(null, Token));
    }

    [Fact]
    public async Task Cron_TicksMissedDuringAPause_RunOnce()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        var (cron, time) = await CronAsync(bench, "*/5 * * * *", "Etc/UTC", Start);
        await cron.FireDueAsync(time.GetUtcNow(), Token);

        time.Advance(TimeSpan.FromDays(3));

        Assert.Equal(1, await cron.FireDueAsync(time.GetUtcNow(), Token));
        await bench.Database.ExecuteAsync("update platform.run set state = 'cancelled', finished_at = now()");
        Assert.Equal(0, await cron.FireDueAsync(time.GetUtcNow(), Token));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await cron.FireDueAsync(time.GetUtcNow(), Token));
    }

    [Theory]
    // Berlin leaves out 02:00 to 03:00 on 29 March 2026, and has it twice on 25 October.
    [InlineData("2026-03-28T12:00Z", "2026-03-29T00:59Z", "2026-03-29T01:00Z")]
    [InlineData("2026-10-24T12:00Z", "2026-10-25T00:29Z", "2026-10-25T00:30Z")]
    [InlineData("2026-06-01T12:00Z", "2026-06-02T00:29Z", "2026-06-02T00:30Z")]
    [InlineData("2026-01-01T12:00Z", "2026-01-02T01:29Z", "2026-01-02T01:30Z")]
    public async Task Cron_ClockOfATimeZone_TicksOncePerDayWhateverTheClockDoes(string from, string before, string due)
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        var (cron, time) = await CronAsync(bench, "30 2 * * *", "Europe/Berlin", Instant(from));
        await cron.FireDueAsync(time.GetUtcNow(), Token);

        time.SetUtcNow(Instant(before));
        Assert.Equal(0, await cron.FireDueAsync(time.GetUtcNow(), Token));
        time.SetUtcNow(Instant(due));
        Assert.Equal(1, await cron.FireDueAsync(time.GetUtcNow(), Token));
        await bench.Database.ExecuteAsync("update platform.run set state = 'cancelled', finished_at = now()");
        time.Advance(TimeSpan.FromHours(3));
        Assert.Equal(0, await cron.FireDueAsync(time.GetUtcNow(), Token));
    }

    [Fact]
    public async Task Cron_TwoProcessorsAtTheSameTick_FireOnce()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        var (first, time) = await CronAsync(bench, "0 * * * *", "Etc/UTC", Start);
        var second = ActivatorUtilities.CreateInstance<CronTriggers>((await bench.BuildAsync()).Services);
        await first.FireDueAsync(time.GetUtcNow(), Token);
        time.Advance(TimeSpan.FromHours(1));

        var fired = await Task.WhenAll(Enumerable.Range(0, 10).Select(at => (at % 2 == 0 ? first : second).FireDueAsync(time.GetUtcNow(), Token)));

        Assert.Equal(1, fired.Sum());
        Assert.Equal(1L, await bench.Database.ScalarAsync<long>("select count(*) from platform.run"));
    }

    [Fact]
    public async Task Dataset_NewVersions_StartOneRunEach()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        var triggers = await DatasetAsync(bench);
        Assert.Equal(0, await triggers.FireAsync("numbers", Token));
        await bench.AddVersionAsync();

        var fired = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => triggers.FireAsync("numbers", Token)));

        Assert.Equal(1, fired.Sum());
        Assert.Equal("numbers version 1", await bench.Database.ScalarAsync<string>("select trigger_detail from platform.run"));
        Assert.Equal(0, await triggers.FireAsync(dataset: null, Token));
    }

    [Fact]
    public async Task Dataset_VersionsDuringARun_GatherIntoOneNextRun()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        var triggers = await DatasetAsync(bench);
        await bench.AddVersionAsync();
        await triggers.FireAsync("numbers", Token);
        await bench.Database.ExecuteAsync("update platform.run set state = 'running'");
        for (var version = 2; version <= 4; version++)
        {
            await bench.AddVersionAsync();
            await triggers.FireAsync("numbers", Token);
        }

        Assert.Equal(1L, await bench.Database.ScalarAsync<long>("select count(*) from platform.run where state = 'queued'"));
        Assert.Equal(2L, await bench.Database.ScalarAsync<long>("select count(*) from platform.run"));
    }

    [Fact]
    public async Task Dataset_EventOfACommit_RunsTheJobAtOnce()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("total", Sum, "triggers: { on: [numbers] }");
        var host = await bench.StartAsync(("Processor:TriggerInterval", "00:01:00"));
        await bench.AddVersionAsync();

        await host.Services.GetRequiredService<WorkQueue>().EnqueueAsync(
            DatasetCommit.TriggerQueue, new DatasetCommitted("numbers", 1), null, Token);

        await Eventually.TrueAsync(async () =>
            await bench.Database.ScalarAsync<string>("select state from platform.run") == RunStates.Succeeded, TimeSpan.FromSeconds(60));
        Assert.Equal(6L, await bench.Database.ScalarAsync<long>("select n from results.total"));
    }

    [Fact]
    public async Task Dataset_OtherInputHasNoVersionYet_Waits()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddDataset("others");
        bench.AddJob("total", Sum, "triggers: { on: [numbers, others] }", inputs: "numbers, others");
        var triggers = (await bench.BuildAsync()).Services.GetRequiredService<DatasetTriggers>();
        await bench.Database.ExecuteAsync("insert into platform.dataset (name, current_version) values ('others', 0)");
        await bench.AddVersionAsync();

        Assert.Equal(0, await triggers.FireAsync(dataset: null, Token));
        await bench.Database.ExecuteAsync("update platform.dataset set current_version = 1 where name = 'others'");

        Assert.Equal(1, await triggers.FireAsync("others", Token));
        Assert.Equal(0, await triggers.FireAsync("others", Token));
    }

    [Fact]
    public async Task Cron_AnotherJobsTriggerFails_IsFiredAllTheSame()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        const string Hourly = "triggers:\n  cron:\n    - { expression: \"0 * * * *\", timeZone: Etc/UTC }";
        bench.AddJob("a_broken", Sum, Hourly);
        var (cron, time) = await CronAsync(bench, "0 * * * *", "Etc/UTC", Start);
        await cron.FireDueAsync(time.GetUtcNow(), Token);
        await bench.Database.ExecuteAsync("alter table platform.run add constraint broken check (job <> 'a_broken')");
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, await cron.FireDueAsync(time.GetUtcNow(), Token));

        Assert.Equal("total", await bench.Database.ScalarAsync<string>("select job from platform.run"));
    }

    [Fact]
    public async Task Dataset_JobEditedWhileItsRunWaits_RunsTheNewScript()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("total", Sum, "triggers: { on: [numbers] }");
        var host = await bench.BuildAsync();
        await bench.AddVersionAsync();
        await host.Services.GetRequiredService<DatasetTriggers>().FireAsync("numbers", Token);
        bench.AddJob("total", "select 7::int8 as n", "triggers: { on: [numbers] }");
        await host.Services.GetRequiredService<ICatalogue>().ReloadAsync(Token);
        await bench.AddVersionAsync();

        await host.Services.GetRequiredService<DatasetTriggers>().FireAsync("numbers", Token);

        Assert.Equal(
            "select 7::int8 as n", await bench.Database.ScalarAsync<string>("select definition -> 'job' ->> 'script' from platform.run"));
    }

    [Fact]
    public async Task Dataset_EventLost_IsFoundByLooking()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("total", Sum, "triggers: { on: [numbers] }");
        await bench.AddVersionAsync();
        var host = await bench.BuildAsync();

        Assert.Equal(1, await host.Services.GetRequiredService<TriggerLoop>().RunOnceAsync(Token));
    }

    [Fact]
    public async Task LostRun_ItemIsDead_EndsWithTheItemsError()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("total", Sum);
        var host = await bench.BuildAsync();
        var id = await bench.QueueAsync(host, "total");
        await bench.Database.ExecuteAsync(
            "update platform.work_item set state = 'dead', finished_at = now(), last_error = 'The worker died.'");

        await host.Services.GetRequiredService<TriggerLoop>().RunOnceAsync(Token);

        var run = await bench.EndAsync(host, id);
        Assert.Equal("processor.gaveUp", run.Cause?.Code);
        Assert.Equal(["The worker died."], run.Cause?.Lines);
    }

    private static async Task<(CronTriggers Cron, FakeTimeProvider Time)> CronAsync(
        ProcessorBench bench, string expression, string zone, DateTimeOffset start)
    {
        bench.AddJob("total", Sum, $"triggers:\n  cron:\n    - {{ expression: \"{expression}\", timeZone: {zone} }}");
        var time = new FakeTimeProvider(start);
        return (ActivatorUtilities.CreateInstance<CronTriggers>((await bench.BuildAsync()).Services), time);
    }

    private static async Task<DatasetTriggers> DatasetAsync(ProcessorBench bench)
    {
        bench.AddJob("total", Sum, "triggers: { on: [numbers] }");
        return (await bench.BuildAsync()).Services.GetRequiredService<DatasetTriggers>();
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text);
}
