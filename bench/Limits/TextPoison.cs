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

    protected override async Task<string?> RejectAsync(string scratch, CancellationToken cancellationToken)
    {
        await using var source = System.IO.File.OpenRead(File);
        var options = new ConversionOptions { ScratchDirectory = scratch };
        var result = await TableConverter.ConvertAsync(
            source, Path.GetFileName(File), Schema, options, this, null, cancellationToken);
        return result.Fault?.Code;
    }
}
