using Analytics.Database;
using Analytics.Datasets;
using Analytics.Storage;
using Analytics.Tabular.Conversion;
using Analytics.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Analytics.Fixtures.Datasets;

/// <summary>A database, two stores, and what a test of datasets does with them.</summary>
public sealed class DatasetBench : IAsyncDisposable
{
    public const string Dataset = "flights";

    private readonly ScratchFolder _folder = new();
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private int _files;

    private DatasetBench(TestDatabase database)
    {
        _database = database;
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(database.DataSource);
        services.AddKeyedSingleton(DatabasePools.Pages, database.DataSource);
        services.AddOptions<WorkOptions>();
        services.AddSingleton(new WorkNotifier(database.DataSource, TimeProvider.System, NullLogger<WorkNotifier>.Instance));
        services.AddSingleton(provider => new WorkQueue(
            database.DataSource, provider.GetRequiredService<WorkNotifier>(), Options.Create(new WorkOptions())));
        services.AddDatasets();
        services.AddSingleton<WorkLeases>();
        services.AddKeyedSingleton<IObjectStore>(StoreNames.Raw, Raw = new DirectoryObjectStore(_folder.File("raw")));
        services.AddKeyedSingleton<IObjectStore>(
            StoreNames.Processed, Processed = new DirectoryObjectStore(_folder.File("processed")));
        _services = services.BuildServiceProvider();
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public IObjectStore Raw { get; }

    public IObjectStore Processed { get; }

    public TestDatabase Database => _database;

    public RawObjectLedger Ledger => Get<RawObjectLedger>();

    public DatasetReads Reads => Get<DatasetReads>();

    public static async Task<DatasetBench> CreateAsync(PostgresFixture postgres) => new(await postgres.CreateDatabaseAsync());

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<int> RegisterAsync(string content = "version: 1") => Get<ContractRegistry>().RegisterAsync(Dataset, content, Stop);

    /// <summary>Puts an object into the raw store and records it; null when it was known.</summary>
    public async Task<long?> LandAsync(string key, string content)
    {
        await Raw.PutAsync(
            ObjectKey.Parse(key), new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)), PutCondition.Always, Stop);
        return await RecordAsync(key);
    }

    public async Task<long?> RecordAsync(string key)
    {
        var entry = await Raw.FindAsync(ObjectKey.Parse(key), Stop);
        Assert.NotNull(entry);
        var ids = await Ledger.RecordAsync([new SeenObject(Dataset, entry, SeenBy.Listing)], Stop);
        return ids.TryGetValue(key, out var id) ? id : null;
    }

    /// <summary>Takes the next item of the ingest queue.</summary>
    public async Task<WorkItem> ClaimAsync() =>
        Assert.Single(await Get<WorkLeases>().ClaimAsync(RawObjectLedger.IngestQueue, "test", 1, TimeSpan.FromMinutes(1), Stop));

    /// <summary>Commits an outcome of so many rows for an object, whose files are really there.</summary>
    public async Task<CommitResult> CommitAsync(
        WorkItem item, long rows, long quarantined = 0, int contract = 1, FileFault? fault = null, long? replayOf = null) =>
        await Get<DatasetCommit>().CommitAsync(await OutcomeAsync(item, rows, quarantined, contract, fault, replayOf), item, Stop);

    public async Task<IngestOutcome> OutcomeAsync(
        WorkItem item, long rows, long quarantined = 0, int contract = 1, FileFault? fault = null, long? replayOf = null)
    {
        var found = await Ledger.FindAsync(item.Read<IngestWork>().RawObjectId, Stop);
        Assert.NotNull(found);
        var attempt = $"attempt-{++_files}";
        var data = DatasetKeys.Data(Dataset, attempt, 1);
        var quarantine = DatasetKeys.QuarantineOf(Dataset, attempt, 1);
        await Processed.PutAsync(data, new MemoryStream(new byte[rows]), PutCondition.IfAbsent, Stop);
        if (quarantined > 0)
        {
            await Processed.PutAsync(quarantine, new MemoryStream(new byte[quarantined]), PutCondition.IfAbsent, Stop);
        }

        return new IngestOutcome
        {
            Object = found,
            ContractVersion = contract,
            ReplayOf = replayOf,
            Fault = fault,
            Sha256 = "00",
            SourceBytes = found.SizeBytes,
            PlainBytes = found.SizeBytes,
            Records = rows + quarantined,
            RowsKept = rows,
            RowsQuarantined = quarantined,
            StartedAt = TimeProvider.System.GetUtcNow(),
            Files = fault is null ? [new NewFile(data.Value, rows, rows, new Dictionary<string, string?> { ["year"] = "2001" })] : [],
            QuarantineFiles = quarantined > 0 ? [new NewQuarantineFile(quarantine.Value, quarantined, quarantined)] : [],
            Violations = quarantined > 0 ? [new ViolationCount("delay", "type", quarantined, 3, "1.5\0")] : [],
        };
    }

    /// <summary>Lands, claims and commits an object.</summary>
    public async Task<CommitResult> IngestAsync(string key, string content, long rows, long quarantined = 0)
    {
        Assert.NotNull(await LandAsync(key, content));
        return await CommitAsync(await ClaimAsync(), rows, quarantined);
    }

    public Task<string?> StateAsync(long id) =>
        _database.ScalarAsync<string>("select state from platform.raw_object where id = $1", id);

    public async Task<DatasetSummary> SummaryAsync() => (await Reads.FindAsync(Dataset, Stop))!;

    public async Task<IEnumerable<long>> RowsOfVersionAsync(long version) =>
        (await Reads.FilesAsync(Dataset, version, Stop) ?? []).Select(file => file.Rows);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }
}
