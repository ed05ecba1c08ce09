using System.Diagnostics;
using System.Globalization;
using Analytics.Bench.Harness;
using Analytics.Datasets;
using Analytics.Storage;
using Analytics.Work;
using Npgsql;

namespace Analytics.Bench.Ingest;

/// <summary>P23: committing an object to a dataset that a million objects came to before, beside one of a thousand.</summary>
internal sealed class CommitRatio : IRatio
{
    private const string Dataset = "events";
    private const int Commits = 500;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly List<BenchDatabase> _databases = [];
    private readonly List<ServiceProvider> _services = [];
    private long _objects;

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new(
            "P23", "commits, 95th percentile, to a dataset of 1,000,000 ingested objects / of 1,000", "ms",
            Goal.RatioAtMost(1.5)),
    ];

    public int MaxRounds => 5;

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        foreach (var objects in (int[])[1_000_000, 1_000])
        {
            var database = await BenchDatabase.StartAsync(setup, cancellationToken);
            _databases.Add(database);
            var store = new DirectoryObjectStore(setup.NewFolder());
            var services = database.Services(services => services
                .AddKeyedSingleton<IObjectStore>(StoreNames.Raw, store)
                .AddKeyedSingleton<IObjectStore>(StoreNames.Processed, store)
                .AddDatasets()
                .AddSingleton<WorkLeases>());
            _services.Add(services);
            await services.GetRequiredService<ContractRegistry>().RegisterAsync(Dataset, "version: 1", cancellationToken);
            await FillAsync(services.GetRequiredService<NpgsqlDataSource>(), objects, cancellationToken);
        }
    }

    public async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken) => await CommitAsync(0, cancellationToken);

    public async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken) => await CommitAsync(1, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var resource in _services.Concat<IAsyncDisposable>(_databases))
        {
            await resource.DisposeAsync();
        }
    }

    /// <summary>Each object is another one; what is measured is its commit alone.</summary>
    private async Task<double[]> CommitAsync(int side, CancellationToken cancellationToken)
    {
        var services = _services[side];
        var (ledger, leases, commit) = (
            services.GetRequiredService<RawObjectLedger>(), services.GetRequiredService<WorkLeases>(), services.GetRequiredService<DatasetCommit>());
        var times = new List<double>(Commits);
        for (var i = 0; i < Commits; i++)
        {
            var name = (++_objects).ToString(CultureInfo.InvariantCulture);
            var entry = new ObjectEntry(ObjectKey.Parse($"incoming/{Dataset}/new-{name}.csv"), name, 1_000, TimeProvider.System.GetUtcNow());
            await ledger.RecordAsync([new SeenObject(Dataset, entry, SeenBy.Listing)], cancellationToken);
            var item = (await leases.ClaimAsync(RawObjectLedger.IngestQueue, "bench", 1, Lease, cancellationToken)).Single();
            var found = await ledger.FindAsync(item.Read<IngestWork>().RawObjectId, cancellationToken)
                ?? throw new InvalidOperationException("The recorded object is not found.");
            var outcome = new IngestOutcome
            {
                Object = found,
                ContractVersion = 1,
                Sha256 = $"new-{name}",
                SourceBytes = 1_000,
                PlainBytes = 1_000,
                Records = 10,
                RowsKept = 10,
                RowsQuarantined = 0,
                StartedAt = TimeProvider.System.GetUtcNow(),
                Files = [new NewFile($"{Dataset}/new-{name}.parquet", 10, 1_000, new Dictionary<string, string?>())],
            };
            var start = Stopwatch.GetTimestamp();
            await commit.CommitAsync(outcome, item, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return [times[Commits * 95 / 100]];
    }

    private static async Task FillAsync(NpgsqlDataSource source, int objects, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(string.Create(CultureInfo.InvariantCulture, $"""
            insert into platform.raw_object (id, dataset, key, etag, size_bytes, modified_at, seen_by, state) overriding system value
            select n, '{Dataset}', 'incoming/{Dataset}/' || n || '.csv', n, 1000, now(), 'listing', 'committed'
            from generate_series(1, {objects}) n;
            insert into platform.raw_object_step (raw_object_id, step) select n, 'committed' from generate_series(1, {objects}) n;
            insert into platform.ingestion (
                id, raw_object_id, dataset, contract_version, kind, outcome, sha256, source_bytes, plain_bytes, records, rows_kept,
                rows_quarantined, version, started_at) overriding system value
            select n, n, '{Dataset}', 1, 'file', 'committed', 'sha-' || n, 1000, 1000, 10, 10, 0, n, now()
            from generate_series(1, {objects}) n;
            insert into platform.dataset_version (
                dataset, version, kind, ingestion_id, contract_version, rows, bytes, files, rows_quarantined)
            select '{Dataset}', n, 'append', n, 1, n * 10, n * 1000, n, 0 from generate_series(1, {objects}) n;
            insert into platform.dataset_file (dataset, key, rows, bytes, raw_object_id, ingestion_id, added_in)
            select '{Dataset}', '{Dataset}/' || n || '.parquet', 10, 1000, n, n, n from generate_series(1, {objects}) n;
            insert into platform.work_item (queue, payload, unique_key, state, max_attempts, finished_at)
            select 'ingest', '{"{}"}', n, 'done', 5, now() from generate_series(1, {objects}) n;
            update platform.dataset set current_version = {objects} where name = '{Dataset}';
            select setval(pg_get_serial_sequence(t, 'id'), 2 * {objects}) from unnest(array['platform.raw_object', 'platform.ingestion']) t
            """));
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await using var analyze = source.CreateCommand("analyze");
        analyze.CommandTimeout = 0;
        await analyze.ExecuteNonQueryAsync(cancellationToken);
    }
}
