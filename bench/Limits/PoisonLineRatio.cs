using System.Diagnostics;
using Analytics.Bench.Harness;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using DuckDB.NET.Data;

namespace Analytics.Bench.Limits;

/// <summary>P20: a file that is one line of 300 MB is rejected at the cap on records, not when it has been read.</summary>
internal sealed class PoisonLineRatio : IRatio, IConvertedFileSink
{
    private const int LineBytes = 300_000_000;

    private BenchSetup? _setup;
    private string _file = "";

    public string Id => "P20";

    public string Title => "rejecting one line of 300 MB / DuckDB's read_csv of it";

    public string Unit => "s";

    public Goal Goal => Goal.SubjectAtMost(1, "s");

    public int MaxRounds => 3;

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _setup = setup;
        _file = Path.Combine(setup.NewFolder(), "line.csv");
        await using var file = File.Create(_file);
        await file.WriteAsync("id,name\n1,"u8.ToArray(), cancellationToken);
        var chunk = new byte[1_000_000];
        Array.Fill(chunk, (byte)'x');
        for (var written = 0; written < LineBytes; written += chunk.Length)
        {
            await file.WriteAsync(chunk, cancellationToken);
        }
    }

    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        var schema = new TableSchema
        {
            Format = FileFormat.Csv,
            Fields =
            [
                new Field { Name = "id", Type = new ColumnType(ColumnKind.Int32) },
                new Field { Name = "name", Type = new ColumnType(ColumnKind.String) },
            ],
        };
        var clock = Stopwatch.StartNew();
        await using var source = File.OpenRead(_file);
        var result = await TableConverter.ConvertAsync(
            source, "line.csv", schema, new ConversionOptions { ScratchDirectory = _setup?.NewFolder() ?? "" }, this, null, cancellationToken);
        return result.Fault?.Code == "record.too_long"
            ? clock.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"The line was not rejected: {result.Fault}");
    }

    public async Task<double> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var connection = new DuckDBConnection("Data Source=:memory:");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"SELECT count(name) FROM read_csv('{_file}', auto_detect=false, header=true, store_rejects=true, columns={{'id': 'INTEGER', 'name': 'VARCHAR'}})";
        await command.ExecuteScalarAsync(cancellationToken);
        return clock.Elapsed.TotalSeconds;
    }

    public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
