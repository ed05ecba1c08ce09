using System.Text;
using Analytics.Tabular.Schema;
using CsCheck;

namespace Analytics.Tabular.Tests.Csv;

public class CsvPropertyTests
{
    private static readonly Dialect Plain = new() { Header = false };

    /// <summary>A comment character that stands in no text here: the slow path, which must read the same.</summary>
    private static readonly Dialect Slow = new() { Header = false, CommentChar = '\u0001' };

    private static readonly Gen<string> Text = OneOf("a", "b", "\"", ",", "\n", "\r\n", "\r", " ", "é", "😀", "long text of many bytes ")
        .Array[0, 12].Select(string.Concat);

    private static readonly Gen<byte> HostileByte = Gen.Frequency(
        (6, Gen.Const((byte)'a')), (4, Gen.Const((byte)',')), (4, Gen.Const((byte)'\n')), (3, Gen.Const((byte)'"')),
        (2, Gen.Const((byte)'\r')), (1, Gen.Const((byte)0)), (1, Gen.Const((byte)0xC3)), (1, Gen.Const((byte)0xA9)),
        (1, Gen.Byte.Where(value => value != Slow.CommentChar)));

    [Fact]
    public void Read_AnyRowsWrittenAsCsv_ComeBackWhateverTheBlockSize() =>
        Gen.Select(Gen.Select(Text, Text, Gen.Int[0, 15]).Array[1, 40], Gen.Int[1, 64], Gen.Bool).Sample((rows, blockBytes, slow) =>
        {
            var csv = string.Concat(rows.Select((row, i) =>
                Quoted(row.Item1, (row.Item3 & 1) > 0, i == 0) + "," + Quoted(row.Item2, (row.Item3 & 2) > 0, i == 0)
                + ((row.Item3 & 4) > 0 ? "\r\n" : "\n") + ((row.Item3 & 8) > 0 ? "\n\r\n" : "")));
            var expected = string.Concat(rows.Select(row => CsvOutcome.Show(row.Item1, row.Item2)));

            var outcome = CsvOutcome.OfEngine(Encoding.UTF8.GetBytes(csv), blockBytes, slow ? Slow : Plain);

            Assert.Equal((expected, false), (outcome.Rows, outcome.Failed));
            Assert.Equal(NaiveCsv.Read(Encoding.UTF8.GetBytes(csv)), outcome);
        }, iter: 3_000);

    [Fact]
    public void Read_HostileBytes_AreReadAsTheNaiveReaderDoesWhateverTheBlockSize() =>
        Gen.Select(HostileByte.Array[0, 200], Gen.Int[1, 80], Gen.Bool).Sample((bytes, blockBytes, slow) =>
            Assert.Equal(NaiveCsv.Read(bytes), CsvOutcome.OfEngine(bytes, blockBytes, slow ? Slow : Plain)), iter: 20_000);

    [Fact]
    public void Read_HostileBytesInOneColumn_AreReadAsTheNaiveReaderDoesWithABlankLineAsARecord() =>
        Gen.Select(HostileByte.Array[0, 120], Gen.Int[1, 80], Gen.Bool).Sample((bytes, blockBytes, slow) =>
            Assert.Equal(NaiveCsv.Read(bytes, columns: 1), CsvOutcome.OfEngine(bytes, blockBytes, slow ? Slow : Plain, columns: 1)),
            iter: 10_000);

    /// <summary>
    /// Quotes in pairs, so that files do not fail at their first quote and the vector steps see much of everything.
    /// </summary>
    [Fact]
    public void Read_HostileBytesBetweenEvenQuotes_AreReadAsTheNaiveReaderDoes()
    {
        var field = Gen.OneOf(
            HostileByte.Where(value => value != '"').Array[0, 90],
            HostileByte.Where(value => value != '"').Array[0, 90].Select(inner => (byte[])[(byte)'"', .. inner, (byte)'"']));
        var fieldsAndEnds = Gen.Select(field, OneOf(",", "\n", "\r\n")).Array[1, 60];
        Gen.Select(fieldsAndEnds, Gen.Int[1, 300], Gen.Bool).Sample((fields, blockBytes, slow) =>
        {
            var bytes = fields.SelectMany(pair => (byte[])[.. pair.Item1, .. Encoding.ASCII.GetBytes(pair.Item2)]).ToArray();
            Assert.Equal(NaiveCsv.Read(bytes), CsvOutcome.OfEngine(bytes, blockBytes, slow ? Slow : Plain));
        }, iter: 3_000);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static string Quoted(string text, bool always, bool isFirst) =>
        always || isFirst || text.AsSpan().IndexOfAny("\",\r\n") >= 0
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
}
