using System.Text;
using Analytics.Tabular.Blocks;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Csv;
using Analytics.Tabular.ParquetOutput;
using Analytics.Tabular.Quarantine;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;

namespace Analytics.Tabular.Tests.Csv;

/// <summary>
/// What became of a text under a schema of two text columns: the rows, how many records were broken, or that the file
/// failed.
/// </summary>
internal sealed record CsvOutcome(string Rows, int Broken, bool Failed)
{
    public static readonly CsvOutcome Failure = new("", 0, true);

    private static readonly TableSchema Schema = TestSchema.Of("a string", "b string") with { MissingValues = [] };

    /// <summary>By cutter and reader, without the Parquet behind them.</summary>
    public static CsvOutcome OfEngine(byte[] text, int blockBytes, Dialect dialect)
    {
        var options = new ConversionOptions { ScratchDirectory = Path.GetTempPath(), BlockBytes = blockBytes };
        using var delivery = new FileDelivery(options, new Converted());
        using var quarantine = new QuarantineOutput("x", 1, options, delivery);
        var schema = Schema with { Dialect = dialect };
        try
        {
            var source = CsvSource.Open(new MemoryStream(text), schema, options);
            var rows = new BlockRows(schema, null, quarantine);
            var reader = source.CreateReader();
            var (shown, kept, broken, block) = (new StringBuilder(), 0, 0, new Block([]));
            while (source.Cutter.TryCut(block))
            {
                rows.Begin(block);
                reader.Read(block, rows);
                Assert.Equal(block.Records, rows.Records);
                Show(rows.Batch, shown);
                kept += rows.Batch.Rows;
                broken += rows.Records - rows.Batch.Rows;
            }

            Assert.Equal(source.Cutter.Records, kept + broken);
            return new CsvOutcome(shown.ToString(), broken, false);
        }
        catch (FileFaultException)
        {
            return Failure;
        }
    }

    public static string Show(string a, string b) =>
        $"[{Convert.ToHexString(Encoding.UTF8.GetBytes(a))}|{Convert.ToHexString(Encoding.UTF8.GetBytes(b))}]";

    private static void Show(RowBatch batch, StringBuilder shown)
    {
        var (a, b) = ((BytesBuffer)batch.Columns[0].Buffer, (BytesBuffer)batch.Columns[1].Buffer);
        for (var row = 0; row < batch.Rows; row++)
        {
            shown.Append($"[{Convert.ToHexString(a.ValueAt(row))}|{Convert.ToHexString(b.ValueAt(row))}]");
        }
    }
}
