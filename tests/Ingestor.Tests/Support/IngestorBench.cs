using System.Text;
using Analytics.Datasets;
using Analytics.Datasets.Delta;
using Analytics.Fixtures;
using Analytics.Storage;
using Analytics.Storage.FileEvents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Ingestor.Tests.Support;

/// <summary>A database, two stores and a catalogue, and Ingestors over them: in this process, or as processes of their own.</summary>
internal sealed class IngestorBench : IAsyncDisposable
{
    /// <summary>Two whole numbers and a text; a quarter of the records may be broken.</summary>
    public const string SalesContract = """
        format: csv
        maxRejectedShare: 0.5
        fields:
          - name: id
            type: int32
            constraints: {required: true}
          - name: amount
            type: int32
          - name: note
            type: string
        """;

    private readonly ScratchFolder _folder = new();
    private readonly List<IHost> _hosts = [];
    private readonly List<ChildProcess> _children = [];

    private IngestorBench(TestDatabase database)
    {
        Database = database;
        Directory.CreateDirectory(_folder.File("catalog/datasets"));
        Raw = new DirectoryObjectStore(_folder.File("raw"));
        Processed = new DirectoryObjectStore(_folder.File("processed"));
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public TestDatabase Database { get; }

    public DirectoryObjectStore Raw { get; private set; }

    public DirectoryObjectStore Processed { get; private set; }

    public string ScratchPath => _folder.File("scratch");

    public string ProcessedPath => Settings["Storage:ProcessedPath"] ?? "";

    /// <summary>Settings of Ingestors that are started from now on.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    public DatasetReads Reads => new(Database.DataSource);

    public RawObjectReads Objects => new(Database.DataSource);

    public QuarantineReads Quarantine => new(Database.DataSource, Processed);

    public static async Task<IngestorBench> CreateAsync(PostgresFixture postgres, string? contract = SalesContract)
    {
        var bench = new IngestorBench(await postgres.CreateDatabaseAsync());
        if (contract is not null)
        {
            bench.WriteContract("sales", contract);
        }

        foreach (var (key, value) in bench.Database.SettingsOf(ServiceRole.Ingestor))
        {
            bench.Settings[key] = value;
        }

        bench.Settings["Storage:RawPath"] = bench._folder.File("raw");
        bench.Settings["Storage:ProcessedPath"] = bench._folder.File("processed");
        bench.Settings["Catalogue:Path"] = bench._folder.File("catalog");
        bench.Settings["Ingest:ScratchPath"] = bench.ScratchPath;
        bench.Settings["Ingest:SettleTime"] = "00:00:00.1";
        bench.Settings["Ingest:ListingInterval"] = "00:00:01";
        bench.Settings["Ingest:NoSpaceDelay"] = "00:00:01";
        bench.Settings["Work:RetryDelay"] = "00:00:00.2";
        bench.Settings["Work:PollInterval"] = "00:00:01";
        bench.Settings["Retention:Interval"] = "01:00:00";
        return bench;
    }

    /// <summary>The object that was recorded first. Its number need not be 1: whoever finds it at the same moment uses one up.</summary>
    public async Task<RawObjectDetail?> FindFirstAsync() =>
        await Objects.FindAsync(await Database.ScalarAsync<long>("select min(id) from platform.raw_object"), Stop);

    public void WriteContract(string dataset, string text) =>
        File.WriteAllText(_folder.File($"catalog/datasets/{dataset}.yaml"), text);

    public string PathOf(string name) => _folder.File(name);

    /// <summary>Puts the processed store elsewhere: on a small disk.</summary>
    public void UseProcessed(string path)
    {
        Settings["Storage:ProcessedPath"] = path;
        Processed = new DirectoryObjectStore(path);
    }

    /// <summary>Builds an Ingestor of this process without starting it.</summary>
    public IHost Build(
        IFileEvents? events = null, Func<IObjectStore, IObjectStore>? raw = null, Func<IObjectStore, IObjectStore>? processed = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new TestLogs());
        if (events is not null)
        {
            builder.Services.AddSingleton(events);
        }

        builder.AddIngestor();
        if (raw is not null)
        {
            builder.Services.AddSingleton<IFileEvents>(events ?? new ScriptedEvents());
            builder.Services.AddKeyedSingleton(StoreNames.Raw, raw(Raw));
        }

        if (processed is not null)
        {
            builder.Services.AddKeyedSingleton(StoreNames.Processed, processed(Processed));
        }

        var host = builder.Build();
        _hosts.Add(host);
        return host;
    }

    /// <summary>Starts an Ingestor in this process.</summary>
    public async Task<IHost> StartAsync(IFileEvents? events = null)
    {
        var host = Build(events);
        await host.StartAsync(Stop);
        return host;
    }

    /// <summary>Starts an Ingestor as a process of its own.</summary>
    public ChildProcess StartProcess(string? crashAt = null)
    {
        var environment = Settings.ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => pair.Value ?? "");
        environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        environment["CRASH_AT"] = crashAt ?? "";
        var child = ChildProcess.StartAssembly(typeof(IngestorExtensions).Assembly.Location, [], environment);
        _children.Add(child);
        return child;
    }

    /// <summary>Puts an object whole into the raw store.</summary>
    public Task<ObjectEntry?> LandAsync(string key, string content) => LandAsync(key, Encoding.UTF8.GetBytes(content));

    public Task<ObjectEntry?> LandAsync(string key, byte[] content) =>
        Raw.PutAsync(ObjectKey.Parse(key), new MemoryStream(content), PutCondition.Always, Stop);

    /// <summary>Waits until the newest object of a key has one of the states, and gives it.</summary>
    public Task<RawObjectDetail> WaitForAsync(string key, params string[] states) => Eventually.ValueAsync(async () =>
    {
        return await Objects.ListAsync(new() { KeyContains = key, Limit = 1 }, Stop) is [var found, ..]
            && states.Contains(found.State) ? await Objects.FindAsync(found.Id, Stop) : null;
    }, TimeSpan.FromSeconds(60), $"'{key}' becomes {string.Join(" or ", states)}");

    /// <summary>Lands an object and waits until it was committed or rejected.</summary>
    public async Task<RawObjectDetail> IngestAsync(string key, string content)
    {
        await LandAsync(key, content);
        return await WaitForAsync(key, RawObjectStates.Committed, RawObjectStates.Rejected);
    }

    public Task<DatasetSummary?> SalesAsync() => Reads.FindAsync("sales", Stop);

    /// <summary>Keys of the processed store, but for the tables' logs.</summary>
    public async Task<IReadOnlyList<string>> StoredAsync()
    {
        var keys = new List<string>();
        await foreach (var entry in Processed.ListAsync("", Stop))
        {
            if (!entry.Key.Value.Contains("/_delta_log/", StringComparison.Ordinal))
            {
                keys.Add(entry.Key.Value);
            }
        }

        return keys;
    }

    /// <summary>Names in the log of a dataset's table.</summary>
    public async Task<IReadOnlyList<string>> LogAsync(string dataset)
    {
        var names = new List<string>();
        await foreach (var entry in Processed.ListAsync(DeltaKeys.Log(dataset), Stop))
        {
            names.Add(Path.GetFileName(entry.Key.Value));
        }

        return names;
    }

    /// <summary>Waits until the log has a version, and all that is to be published is.</summary>
    public Task PublishedAsync(string dataset, long version) => Eventually.TrueAsync(async () =>
        await Processed.FindAsync(DeltaKeys.Commit(dataset, version), Stop) is not null
        && await Database.ScalarAsync<long>(
            "select count(*) from platform.work_item where queue = 'publish' and state not in ('done', 'dead')") == 0);

    /// <summary>Keys that rows name.</summary>
    public async Task<IReadOnlyList<string>> NamedAsync() =>
        (await Database.ScalarAsync<string[]>(
            """
            select coalesce(array_agg(key order by key collate "C"), '{}')
            from (select key from platform.dataset_file union all select key from platform.quarantine_file) k
            """))!;

    /// <summary>Says so where a file has no row, a row no file, or an outcome does not add up.</summary>
    public async Task AssertConsistentAsync()
    {
        Assert.Equal(await NamedAsync(), await StoredAsync());
        Assert.Equal(0, await Database.ScalarAsync<long>(
            "select count(*) from platform.ingestion where outcome = 'committed' and records <> rows_kept + rows_quarantined"));
        Assert.Equal(0, await Database.ScalarAsync<long>(
            "select count(*) from platform.work_item where queue = 'ingest' and state <> 'done'"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in _children)
        {
            await child.DisposeAsync();
        }

        foreach (var host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }

        await Database.DisposeAsync();
        _folder.Dispose();
    }
}
