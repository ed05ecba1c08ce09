using System.Diagnostics;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Bench.Limits;

/// <summary>A poisoned CSV file of a number and a text, read as the Ingestor reads it.</summary>
internal abstract class TextPoison(string id, string title, string fileName)
    : Poison(id, title, fileName), IConvertedFileSink
{
    private static readonly TableSchema Schema = new()
    {
        Format = FileFormat.Csv,
        Fields =
        [
            new Field { Name = "id", Type = new ColumnType(ColumnKind.Int32) },
            new Field { Name = "name", Type = new ColumnType(ColumnKind.String) },
        ],
    };

    protected override string BareQuery =>
        $$"""
        SELECT count(name)
        FROM read_csv(
            '{{File}}', auto_detect=false, header=true, store_rejects=true,
            columns={'id': 'INTEGER', 'name': 'VARCHAR'})
        """;

    public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The clock starts when so many records were found; at the beginning where it is 0.</summary>
    protected virtual long ClockFromRecord => 0;

    protected override async Task<(string? Fault, TimeSpan Elapsed)> RejectAsync(
        string scratch, CancellationToken cancellationToken)
    {
        await using var source = System.IO.File.OpenRead(File);
        var options = new ConversionOptions { ScratchDirectory = scratch };
        var clock = new ClockFrom(ClockFromRecord);
        var result = await TableConverter.ConvertAsync(
            source, Path.GetFileName(File), Schema, options, this, clock, cancellationToken);
        return (result.Fault?.Code, clock.Elapsed);
    }

    private sealed class ClockFrom(long record) : IProgress<ConversionProgress>
    {
        private long _start = record == 0 ? Stopwatch.GetTimestamp() : 0;

        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

        public void Report(ConversionProgress value)
        {
            if (_start == 0 && value.Records >= record)
            {
                _start = Stopwatch.GetTimestamp();
            }
        }
    }
}
