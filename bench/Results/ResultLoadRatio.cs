using System.Diagnostics;
using System.Globalization;
using Analytics.Bench.Harness;
using Analytics.Core.Catalogue.Jobs;
using Analytics.Core.Results.Copy;
using Analytics.Tabular.Schema;
using DuckDB.NET.Data;
using Npgsql;

namespace Analytics.Bench.Results;

/// <summary>P13: a result's Parquet into PostgreSQL, against Npgsql's binary COPY of the same rows from memory.</summary>
internal sealed class ResultLoadRatio : IRatio
{
    private const int Rows = 500_000;
    private const string Columns = "id, name, day, amount, share, run_id";

    private static readonly IReadOnlyList<JobColumn> Declared =
    [
        new("id", new ColumnType(ColumnKind.Int64)),
        new("name", new ColumnType(ColumnKind.String)),
        new("day", new ColumnType(ColumnKind.Date)),
        new("amount", new ColumnType(ColumnKind.Decimal, 12, 2)),
        new("share", new ColumnType(ColumnKind.Double)),
    ];

    private BenchDatabase? _database;
    private NpgsqlDataSource? _source;
    private string _file = "";

    public string Id => "P13";

    public string Title => "a result's Parquet into PostgreSQL / Npgsql binary COPY from memory";

    public string Unit => "rows/s";

    public Goal Goal => Goal.RatioAtLeast(0.5);

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
        _source = _database.Bare();
        _file = Path.Combine(setup.NewFolder(), "result.parquet");
        await using (var duck = new DuckDBConnection("Data Source=:memory:"))
        {
            await duck.OpenAsync(cancellationToken);
            await using var write = duck.CreateCommand();
            write.CommandText =
                $"COPY (SELECT range AS id, 'name ' || range AS name, DATE '2001-01-01' + (range % 1000)::int AS day, "
                + $"(range / 100)::DECIMAL(12,2) AS amount, range::double / 7 AS share FROM range({Rows})) TO '{_file}' (FORMAT parquet)";
            await write.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var create = _source.CreateCommand(
            "create table results.bench (id bigint, name text, day date, amount numeric(12,2), share double precision, run_id bigint)");
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) => MeasureAsync(
        connection => ParquetCopy.SendAsync(
            connection, $"copy results.bench ({Columns}) from stdin (format binary)", [_file], Declared, runId: 1, cancellationToken),
        cancellationToken);

    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) => MeasureAsync(
        async connection =>
        {
            var start = new DateOnly(2001, 1, 1);
            await using var writer = await connection.BeginBinaryImportAsync(
                $"copy results.bench ({Columns}) from stdin (format binary)", cancellationToken);
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
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    private async Task<double> MeasureAsync(Func<NpgsqlConnection, Task> copy, CancellationToken cancellationToken)
    {
        await using var connection = await (_source ?? throw new InvalidOperationException("Not prepared.")).OpenConnectionAsync(cancellationToken);
        await using (var truncate = new NpgsqlCommand("truncate results.bench", connection))
        {
            await truncate.ExecuteNonQueryAsync(cancellationToken);
        }

        var clock = Stopwatch.StartNew();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await copy(connection);
        await transaction.CommitAsync(cancellationToken);
        return Rows / clock.Elapsed.TotalSeconds;
    }
}
