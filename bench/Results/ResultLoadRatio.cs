using System.Diagnostics;
using System.Globalization;
using Analytics.Bench.Harness;
using Analytics.Catalogue.Jobs;
using Analytics.Results;
using Analytics.Runs;
using Analytics.Storage;
using Analytics.Tabular.Schema;
using Analytics.Work;
using DuckDB.NET.Data;
using Npgsql;

namespace Analytics.Bench.Results;

/// <summary>
/// P13: a run's output into its result table by the loader itself (check, plan, lock, delete of the result before,
/// copy, end of run and work item, commit), against Npgsql's binary COPY of the same rows from memory into an empty
/// table.
/// </summary>
internal sealed class ResultLoadRatio : IRatio
{
    private const int Rows = 500_000;
    private const string Columns = "id, name, day, amount, share, run_id";

    private static readonly JobOutput Declared = new(
        "bench",
        [
            new("id", new ColumnType(ColumnKind.Int64)),
            new("name", new ColumnType(ColumnKind.String)),
            new("day", new ColumnType(ColumnKind.Date)),
            new("amount", new ColumnType(ColumnKind.Decimal, 12, 2)),
            new("share", new ColumnType(ColumnKind.Double)),
        ],
        [],
        LoadMode.Replace);

    private BenchDatabase? _database;
    private ServiceProvider? _services;
    private NpgsqlDataSource? _source;
    private string _scratch = "";
    private string _file = "";

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new(
            "P13", "a run's output loaded in place of the last one / Npgsql binary COPY from memory", "rows/s",
            Goal.RatioAtLeast(0.5)),
    ];

    private ServiceProvider Services => _services ?? throw new InvalidOperationException("Not prepared.");

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
        _source = _database.Bare();
        _services = _database.Services(
            services => services.AddObjectStores().AddRuns().AddResults().AddSingleton<WorkLeases>(),
            KeyValuePair.Create("Storage:RawPath", (string?)setup.NewFolder()),
            KeyValuePair.Create("Storage:ProcessedPath", (string?)setup.NewFolder()));
        _scratch = setup.NewFolder();
        _file = Path.Combine(_scratch, "result.parquet");
        await using (var duck = new DuckDBConnection("Data Source=:memory:"))
        {
            await duck.OpenAsync(cancellationToken);
            await using var write = duck.CreateCommand();
            write.CommandText =
                $"COPY (SELECT range AS id, 'name ' || range AS name, DATE '2001-01-01' + (range % 1000)::int AS day, "
                + $"(range / 100)::DECIMAL(12,2) AS amount, range::double / 7 AS share FROM range({Rows})) "
                + $"TO '{_file}' (FORMAT parquet)";
            await write.ExecuteNonQueryAsync(cancellationToken);
        }

        await ExecuteAsync(
            """
            create table results.raw (
                id bigint, name text, day date, amount numeric(12,2), share double precision, run_id bigint)
            """,
            cancellationToken);
    }

    public async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("vacuum", cancellationToken);
        var runs = Services.GetRequiredService<RunStore>();
        await runs.QueueAsync(
            new NewRun { Definition = Definition(), TriggeredBy = RunTriggers.Manual }, cancellationToken);
        var claimed = await Services.GetRequiredService<WorkLeases>().ClaimAsync(
            RunStore.Queue, "bench", 1, TimeSpan.FromMinutes(5), cancellationToken);
        var progress = Services.GetRequiredService<RunProgress>();
        if (claimed is not [var item]
            || await progress.BeginAsync(item, cancellationToken) is not RunStart.Begun { Run: var run })
        {
            throw new InvalidOperationException("The run did not begin.");
        }

        var key = $"results/bench/{run.Id}/part.parquet";
        await using (var file = File.OpenRead(_file))
        {
            // Not as a file, which the store would take over: the next round needs it again.
            await Services.GetRequiredKeyedService<IObjectStore>(StoreNames.Processed).PutAsync(
                ObjectKey.Parse(key), file, PutCondition.Always, cancellationToken);
        }

        var output = new RunOutput(0, 0, [key]);
        await progress.StoreOutputAsync(item, output, cancellationToken);
        var clock = Stopwatch.StartNew();
        var loader = Services.GetRequiredService<ResultLoader>();
        return await loader.LoadAsync(run, output, item, _scratch, cancellationToken)
            is LoadOutcome.Loaded { Rows: Rows }
                ? [Rows / clock.Elapsed.TotalSeconds]
                : throw new InvalidOperationException("The output was not loaded.");
    }

    public async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("truncate results.raw", cancellationToken);
        await using var connection = await Source.OpenConnectionAsync(cancellationToken);
        var clock = Stopwatch.StartNew();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await CopyAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [Rows / clock.Elapsed.TotalSeconds];
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    private NpgsqlDataSource Source => _source ?? throw new InvalidOperationException("Not prepared.");

    private static async Task CopyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var start = new DateOnly(2001, 1, 1);
        await using var writer = await connection.BeginBinaryImportAsync(
            $"copy results.raw ({Columns}) from stdin (format binary)", cancellationToken);
        for (var row = 0; row < Rows; row++)
        {
            await writer.StartRowAsync(cancellationToken);
            await writer.WriteAsync((long)row, cancellationToken);
            await writer.WriteAsync("name " + row.ToString(CultureInfo.InvariantCulture), cancellationToken);
            await writer.WriteAsync(start.AddDays(row % 1000), cancellationToken);
            await writer.WriteAsync(row / 100m, cancellationToken);
            await writer.WriteAsync(row / 7d, cancellationToken);
            await writer.WriteAsync(1L, cancellationToken);
        }

        await writer.CompleteAsync(cancellationToken);
    }

    private static RunDefinition Definition() => new(
        new JobDefinition
        {
            Name = "bench",
            Kind = "sql",
            ScriptFile = "job.sql",
            Script = "select 1",
            Inputs = [],
            Output = Declared,
            Triggers = new JobTriggers(),
        },
        []);

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
