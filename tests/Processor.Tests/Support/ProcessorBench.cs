using Analytics.Catalogue;
using Analytics.Database;
using Analytics.Fixtures;
using Analytics.Fixtures.Aws;
using Analytics.Runs;
using Analytics.Storage;
using Analytics.Storage.S3;

using DuckDB.NET.Data;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Processor.Tests.Support;

/// <summary>A database, two stores and a catalogue of one dataset, <c>numbers</c>; Processors over them, in this process or in another.</summary>
internal sealed class ProcessorBench : IAsyncDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly List<IHost> _hosts = [];
    private readonly List<IHost> _started = [];
    private readonly TestBucket? _processed;

    private ProcessorBench(TestDatabase database, TestBucket? processed)
    {
        Database = database;
        _processed = processed;
        Directory.CreateDirectory(_scratch.File("catalog/datasets"));
        AddDataset("numbers");
    }

    public TestDatabase Database { get; }

    public string ProcessedPath => _scratch.File("processed");

    public string ScratchPath => _scratch.File("scratch");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="processed">The bucket of the processed store; a folder where there is none.</param>
    public static async Task<ProcessorBench> CreateAsync(PostgresFixture postgres, TestBucket? processed = null) =>
        new(await postgres.CreateDatabaseAsync(), processed);

    public void AddDataset(string name) =>
        File.WriteAllText(_scratch.File($"catalog/datasets/{name}.yaml"), "format: csv\nfields:\n  - { name: n, type: int64 }\n");

    /// <summary>Writes a job whose result is one column <c>n int64</c> in a table of the job's name.</summary>
    public void AddJob(string name, string sql, string more = "", string inputs = "numbers", string mode = "replace")
    {
        var folder = Directory.CreateDirectory(_scratch.File($"catalog/jobs/{name}")).FullName;
        File.WriteAllText(Path.Combine(folder, "job.sql"), sql);
        File.WriteAllText(
            Path.Combine(folder, "job.yaml"),
            $"""
             kind: sql
             script: job.sql
             inputs: [{inputs}]
             output:
               table: {name}
               mode: {mode}
               columns:
                 - name: n
                   type: int64
             {more}

             """);
    }

    /// <summary>Writes a job of any kind, whose result is one column <c>n int64</c> in a table of the job's name.</summary>
    public void AddJob(string name, string keys, params (string Name, string Text)[] files)
    {
        var folder = Directory.CreateDirectory(_scratch.File($"catalog/jobs/{name}")).FullName;
        File.WriteAllText(
            Path.Combine(folder, "job.yaml"),
            $"{keys}\ninputs: [numbers]\noutput: {{ table: {name}, columns: [{{ name: n, type: int64, required: true }}] }}\n");
        foreach (var file in files)
        {
            File.WriteAllText(Path.Combine(folder, file.Name), file.Text);
        }
    }

    public string FileOf(string name) => _scratch.File(name);

    /// <summary>Makes the next version of <c>numbers</c> the rows of a SELECT.</summary>
    public async Task<long> AddVersionAsync(string select = "select unnest([1, 2, 3])::int8 as n")
    {
        var version = 1 + await Database.ScalarAsync<long>("select current_version from platform.dataset where name = 'numbers'");
        var path = _scratch.File($"{version}.parquet");
        await using (var duck = new DuckDBConnection("DataSource=:memory:"))
        {
            await duck.OpenAsync(Token);
            await using var command = duck.CreateCommand();
            command.CommandText = $"copy ({select}) to '{path}' (format parquet)";
            await command.ExecuteNonQueryAsync(Token);
        }

        var key = $"datasets/numbers/data/{version}/part.parquet";
        await Processed().PutFileAsync(ObjectKey.Parse(key), path, PutCondition.Always, Token);
        await Database.ExecuteAsync(
            """
            with dataset as (
                insert into platform.dataset (name, current_version) values ('numbers', $1)
                on conflict (name) do update set current_version = $1
            ), object as (
                insert into platform.raw_object (dataset, key, etag, size_bytes, modified_at, seen_by, state)
                values ('numbers', 'incoming/numbers/' || $1, 'e', 1, now(), 'listing', 'committed') returning id
            ), ingestion as (
                insert into platform.ingestion (raw_object_id, dataset, contract_version, kind, outcome, sha256, source_bytes, plain_bytes,
                    records, rows_kept, rows_quarantined, version, started_at)
                select id, 'numbers', 1, 'file', 'committed', '', 1, 1, 3, 3, 0, $1, now() from object returning id, raw_object_id
            ), version as (
                insert into platform.dataset_version (dataset, version, kind, ingestion_id, contract_version, rows, bytes, files, rows_quarantined)
                select 'numbers', $1, 'append', id, 1, 3, 1, 1, 0 from ingestion
            ), gone as (
                update platform.dataset_file set removed_in = $1 where removed_in is null
            )
            insert into platform.dataset_file (dataset, key, rows, bytes, raw_object_id, ingestion_id, added_in)
            select 'numbers', $2, 3, 1, raw_object_id, id, $1 from ingestion
            """,
            version,
            key);
        return version;
    }

    /// <summary>A Processor's services, with the catalogue read; its loops run only once it is started.</summary>
    public async Task<IHost> BuildAsync(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(Settings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.AddProcessor();
        var host = builder.Build();
        _hosts.Add(host);
        var catalogue = await host.Services.GetRequiredService<ICatalogue>().ReloadAsync(Token);
        Assert.Empty(catalogue.Faults);
        return host;
    }

    public async Task<IHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var host = await BuildAsync(settings);
        await host.StartAsync(Token);
        _started.Add(host);
        return host;
    }

    /// <summary>Stops a Processor; its services stay.</summary>
    public async Task StopAsync(IHost host)
    {
        await host.StopAsync(Token);
        _started.Remove(host);
    }

    /// <summary>A Processor as a program of its own, to be killed.</summary>
    public ChildProcess StartProgram() => ChildProcess.StartAssembly(
        typeof(ProcessorExtensions).Assembly.Location,
        [],
        Settings().Append(new("Urls", "http://127.0.0.1:0")).ToDictionary(
            setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value ?? ""));

    public async Task<long> QueueAsync(IHost host, string job, Dictionary<string, string?>? parameters = null)
    {
        Assert.True(RunDefinitions.TryGet(host.Services.GetRequiredService<ICatalogue>().Current, job, out var definition, out var fault), fault);
        var run = new NewRun { Definition = definition, TriggeredBy = RunTriggers.Manual, Parameters = parameters ?? [] };
        return (await host.Services.GetRequiredService<RunStore>().QueueAsync(run, Token)).Id;
    }

    public Task<RunDetail> EndAsync(IHost host, long runId, TimeSpan? limit = null) => Eventually.ValueAsync(
        async () =>
        {
            // A test may have cut the Processor's connections, these among them.
            var run = await Transient.RetryAsync(
                token => host.Services.GetRequiredService<RunReads>().FindAsync(runId, token), TimeProvider.System, TimeSpan.FromSeconds(10), Token);
            return run is not null && RunStates.IsFinal(run.Summary.State) ? run : null;
        },
        limit ?? TimeSpan.FromSeconds(60));

    public Task WaitForLogAsync(long runId, string text) => Eventually.TrueAsync(
        async () => await Database.ScalarAsync<long>(
            "select count(*) from platform.run_log where run_id = $1 and strpos(line, $2) > 0", runId, text) > 0,
        TimeSpan.FromMinutes(3));

    public Task WaitForHandleAsync(long runId) => Eventually.TrueAsync(
        async () => await Database.ScalarAsync<string>("select engine_handle from platform.run where id = $1", runId) is not null,
        TimeSpan.FromMinutes(3));

    /// <summary>Returns when a session waits for a lock that the test holds.</summary>
    public Task WaitForBlockedAsync() => Eventually.TrueAsync(
        async () => await Database.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0") > 0,
        TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            if (_started.Contains(host))
            {
                await host.StopAsync(CancellationToken.None);
            }

            await ((IAsyncDisposable)host).DisposeAsync();
        }

        await Database.DisposeAsync();
        _scratch.Dispose();
    }

    private IObjectStore Processed() => _processed is null
        ? new DirectoryObjectStore(ProcessedPath, syncWrites: false)
        : new S3ObjectStore(_processed.Client, _processed.Name, new S3Options(), TimeProvider.System);

    private Dictionary<string, string?> Settings() => new(Database.SettingsOf(ServiceRole.Processor))
    {
        ["Storage:RawPath"] = _scratch.File("raw"),
        ["Storage:ProcessedPath"] = _processed is null ? ProcessedPath : "",
        ["Storage:ProcessedBucket"] = _processed?.Name ?? "",
        ["AWS_ENDPOINT_URL"] = _processed is null ? null : Emulator.Address,
        ["Catalogue:Path"] = _scratch.File("catalog"),
        ["Processor:ScratchPath"] = ScratchPath,
        ["Processor:BusyDelay"] = "00:00:00.1",
        ["Processor:TriggerInterval"] = "00:00:01",
        ["Work:Lease"] = "00:00:03",
        ["Work:RenewInterval"] = "00:00:01",
        ["Work:RescueInterval"] = "00:00:00.5",
        ["Work:PollInterval"] = "00:00:01",
        ["Work:StopGrace"] = "00:00:00.1",
    };
}
