using Analytics.Catalogue.Jobs;
using Analytics.Database;
using Analytics.Database.Charts;
using Analytics.Results;
using Analytics.Results.Queries;
using Analytics.Results.Snapshots;
using Analytics.Runs;
using Analytics.Storage;
using Analytics.Tabular.Schema;
using Analytics.Work;

using DuckDB.NET.Data;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Fixtures.Results;

/// <summary>Runs whose output is what DuckDB writes for a SELECT, loaded as a worker loads them.</summary>
public sealed class ResultHarness : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ScratchFolder _scratch = new();
    private int _files;

    private ResultHarness(TestDatabase database, (string Key, string Value)[] settings)
    {
        Database = database;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                database.Setting,
                new("Storage:RawPath", _scratch.File("raw")),
                new("Storage:ProcessedPath", _scratch.File("processed")),
                .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
            ])
            .Build();
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging()
            .AddDatabase(configuration)
            .AddObjectStores()
            .AddRuns()
            .AddResults()
            .AddSingleton<WorkLeases>()
            .BuildServiceProvider();
    }

    public TestDatabase Database { get; }

    public RunStore Runs => _services.GetRequiredService<RunStore>();

    public RunProgress Progress => _services.GetRequiredService<RunProgress>();

    public RunRetention RunRetention => _services.GetRequiredService<RunRetention>();

    public RunReads RunReads => _services.GetRequiredService<RunReads>();

    public RunLog Log => _services.GetRequiredService<RunLog>();

    public ResultLoader Loader => _services.GetRequiredService<ResultLoader>();

    public ResultReads Reads => _services.GetRequiredService<ResultReads>();

    public ResultExport Export => _services.GetRequiredService<ResultExport>();

    public DashboardQuery Dashboards => _services.GetRequiredService<DashboardQuery>();

    public ChartDatabase Charts => _services.GetRequiredService<ChartDatabase>();

    public WorkLeases Leases => _services.GetRequiredService<WorkLeases>();

    public IObjectStore Store => _services.GetRequiredKeyedService<IObjectStore>(StoreNames.Processed);

    public string Scratch => _scratch.Path;

    public string ProcessedFolder => _scratch.File("processed");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ResultHarness> CreateAsync(PostgresFixture postgres, params (string Key, string Value)[] settings) =>
        new(await postgres.CreateDatabaseAsync(), settings);

    /// <summary>A declaration from <c>name type</c> pairs; a type that ends in <c>!</c> is required.</summary>
    public static JobOutput Output(string columns, LoadMode mode, params string[] key) => new(
        "facts",
        [.. columns.Split(", ").Select(text => text.Split(' ', 2)).Select(pair =>
        {
            Assert.True(ColumnType.TryParse(pair[1].TrimEnd('!'), out var type));
            return new JobColumn(pair[0], type, Required: pair[1].EndsWith('!'));
        })],
        key,
        mode);

    public static RunDefinition Definition(JobOutput output, string job = "job", params string[] on) => new(
        new JobDefinition
        {
            Name = job,
            Kind = "sql",
            ScriptFile = "job.sql",
            Script = "select 1",
            Inputs = [],
            Output = output,
            Triggers = new JobTriggers { On = on },
        },
        []);

    /// <summary>Queues a run and begins it under a lease.</summary>
    public async Task<(LeasedRun Run, WorkItem Item)> BeginAsync(JobOutput output, string job = "job")
    {
        await Runs.QueueAsync(new NewRun { Definition = Definition(output, job), TriggeredBy = RunTriggers.Manual }, Token);
        var item = Assert.Single(await Leases.ClaimAsync(RunStore.Queue, "test", 1, TimeSpan.FromMinutes(1), Token));
        var begun = Assert.IsType<RunStart.Begun>(await Progress.BeginAsync(item, Token));
        return (begun.Run, item);
    }

    /// <summary>Publishes the rows of a SELECT as the run's output.</summary>
    public async Task<RunOutput> PublishAsync(LeasedRun run, WorkItem item, string select)
    {
        var path = _scratch.File($"{++_files}.parquet");
        await WriteAsync(path, select);
        var size = new FileInfo(path).Length;
        var key = $"results/{run.Definition.Job.Name}/{run.Id}/part.parquet";
        await Store.PutFileAsync(ObjectKey.Parse(key), path, PutCondition.Always, Token);
        var output = new RunOutput(0, size, [key]);
        Assert.True(await Progress.StoreOutputAsync(item, output, Token));
        return output;
    }

    /// <summary>Puts a small file into the processed store.</summary>
    public async Task PutAsync(string key)
    {
        var path = _scratch.File($"{++_files}.txt");
        await File.WriteAllTextAsync(path, "x", Token);
        await Store.PutFileAsync(ObjectKey.Parse(key), path, PutCondition.Always, Token);
    }

    /// <summary>A whole run; when the load is refused the run is ended as failed.</summary>
    public async Task<(long RunId, LoadOutcome Outcome)> RunAsync(JobOutput output, string select)
    {
        var (run, item) = await BeginAsync(output);
        var published = await PublishAsync(run, item, select);
        var outcome = await Loader.LoadAsync(run, published, item, Scratch, Token);
        if (outcome is LoadOutcome.Refused refused)
        {
            await Progress.EndAsync(item, RunStates.Failed, refused.Cause, mayRunOn: false, Token);
        }

        return (run.Id, outcome);
    }

    public async Task<long> LoadAsync(JobOutput output, string select)
    {
        var (runId, outcome) = await RunAsync(output, select);
        Assert.IsType<LoadOutcome.Loaded>(outcome);
        return runId;
    }

    public Task<RollbackOutcome> UndoAsync(long runId) =>
        _services.GetRequiredService<ResultRollback>().UndoAsync(runId, Scratch, Token);

    /// <summary>Makes all runs that have ended older.</summary>
    public Task AgeAsync(int days) => Database.ExecuteAsync($"""
        update platform.run set finished_at = finished_at - interval '{days} days';
        update platform.result_load set loaded_at = loaded_at - interval '{days} days';
        update platform.result_snapshot set loaded_at = loaded_at - interval '{days} days'
        """);

    public Task<int> RemoveOldOutputsAsync(int days) =>
        _services.GetRequiredService<OutputRetention>().RemoveOldAsync(TimeSpan.FromDays(days), Scratch, Token);

    /// <summary>The keys under <c>results/</c>, those of snapshots without what is each one's own.</summary>
    public async Task<IReadOnlyList<string>> StoredAsync() =>
        [.. (await Store.ListAsync("results/", Token).Select(entry => entry.Key.Value).ToListAsync(Token))
            .Select(key => key.Split("snapshot-") is [var folder, _] ? $"{folder}snapshot-" : key).Order(StringComparer.Ordinal)];

    /// <summary>The run of each row of <c>results.facts</c>, by key.</summary>
    public async Task<IReadOnlyList<long>> RunsOfRowsAsync() =>
        await Database.ScalarAsync<long[]>("select array_agg(run_id order by k) from results.facts") ?? [];

    /// <summary>The rows of <c>results.facts</c> without their runs: <c>1:a 2:b</c>.</summary>
    public async Task<string> FactsAsync() =>
        await Database.ScalarAsync<string>("select string_agg(k || ':' || coalesce(v, '-'), ' ' order by k, v) from results.facts") ?? "";

    public static async Task WriteAsync(string path, string select)
    {
        await using var duck = new DuckDBConnection("DataSource=:memory:");
        await duck.OpenAsync(Token);
        await using var command = duck.CreateCommand();
        command.CommandText = $"copy ({select}) to '{path}' (format parquet, compression zstd, row_group_size 20000)";
        await command.ExecuteNonQueryAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Database.DisposeAsync();
        _scratch.Dispose();
    }
}
