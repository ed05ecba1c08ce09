using System.Diagnostics;
using Analytics.Bench.Harness;
using DuckDB.NET.Data;

namespace Analytics.Bench.Limits;

/// <summary>
/// P20: a file that is made to exhaust its reader is rejected within a second, beside DuckDB with the same file.
/// </summary>
internal abstract class Poison(string id, string title, string fileName) : IRatio
{
    private BenchSetup? _setup;

    public IReadOnlyList<Figure> Figures { get; } = [new(id, title, "s", Goal.SubjectAtMost(1, "s"))];

    public virtual int MaxRounds => 5;

    protected string File { get; private set; } = "";

    protected abstract string BareQuery { get; }

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _setup = setup;
        File = Path.Combine(setup.NewFolder(), fileName);
        await WriteAsync(cancellationToken);
    }

    public async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        var scratch = _setup?.NewFolder() ?? "";
        var (fault, elapsed) = await RejectAsync(scratch, cancellationToken);
        return fault is not null
            ? [elapsed.TotalSeconds]
            : throw new InvalidOperationException("The file was not rejected.");
    }

    public async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var connection = new DuckDBConnection("Data Source=:memory:");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SET threads={_setup?.Threads ?? 1}; {BareQuery}";
        try
        {
            await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (DuckDBException)
        {
            // It may find out as well; what counts is when.
        }

        return [clock.Elapsed.TotalSeconds];
    }

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected abstract Task WriteAsync(CancellationToken cancellationToken);

    /// <summary>Returns the fault's code, null when the file was taken, and how long it took.</summary>
    protected abstract Task<(string? Fault, TimeSpan Elapsed)> RejectAsync(
        string scratch, CancellationToken cancellationToken);
}
