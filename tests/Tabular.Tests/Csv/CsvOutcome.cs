using System.Text;
using Analytics.Tabular.Blocks;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Csv;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;

namespace Analytics.Tabular.Tests.Csv;

/// <summary>
/// What became of a text under a schema of one or two text columns: the rows; number, place and kind of each record, in order; or that the
/// file failed.
/// </summary>
internal sealed record CsvOutcome(string Rows, string Records, bool Failed)
{
    public static readonly CsvOutcome Failure = new("", "", true);

    // That a column is unique makes the reader keep the places of good rows too; nobody asks here whether it is.
    private static readonly TableSchema[] Schemas =
    [
        .. new[] { TestSchema.Of("a string"), TestSchema.Of("a string", "b string") }
            .Select(schema => (schema with { MissingValues = [] }).Constrain("a", new FieldConstraints { Unique = true })),
    ];

    /// <summary>By cutter and reader, without the Parquet behind them.</summary>
    public static CsvOutcome OfEngine(byte[] text, int blockBytes, Dialect dialect, int columns = 2)
    {
        var options = new ConversionOptions { ScratchDirectory = Path.GetTempPath(), BlockBytes = blockBytes };
        var records = new List<(long Number, string Shown)>();
        var schema = Schemas[columns - 1] with { Dialect = dialect };
        try
        {
            var source = CsvSource.Open(new MemoryStream(text), schema, options);
            var rows = new BlockRows(
                schema, null, takesOthers: false, (block, record, _) => records.Add((record.Number, Show(block, record, isKept: false))));
            var reader = source.CreateReader();
            var (shown, block) = (new StringBuilder(), new Block([]));
            while (source.Cutter.TryCut(block))
            {
                rows.Begin(block);
                reader.Read(block, rows);
                Assert.Equal(block.Records, rows.Records);
                Show(rows.Batch, shown);
                records.AddRange(rows.Places.Select(record => (record.Number, Show(block, record, isKept: true))));
            }

            Assert.Equal(source.Cutter.Records, records.Count);
            var inOrder = records.OrderBy(record => record.Number).Select(record => record.Shown);
            return new CsvOutcome(shown.ToString(), string.Concat(inOrder), false);
        }
        catch (FileFaultException)
        {
            return Failure;
        }
    }

    public static string Show(string a, string b) =>
        $"[{Convert.ToHexString(Encoding.UTF8.GetBytes(a))}|{Convert.ToHexString(Encoding.UTF8.GetBytes(b))}]";

    public static string Show(long number, long offset, long length, bool isKept) =>
        $"{number}:{offset}+{length}{(isKept ? "" : " broken")};";

    private static string Show(Block block, RecordPlace record, bool isKept) =>
        Show(record.Number, block.OffsetOf(record.Start), record.Length, isKept);

    private static void Show(RowBatch batch, StringBuilder shown)
    {
        for (var row = 0; row < batch.Rows; row++)
        {
            var values = batch.Columns.Select(column => Convert.ToHexString(((BytesBuffer)column.Buffer).ValueAt(row)));
            shown.Append($"[{string.Join('|', values)}]");
        }
    }
}
