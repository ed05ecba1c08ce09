using System.Buffers;
using System.Text;
using Analytics.Tabular.Blocks;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Json;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;
using CsCheck;

namespace Analytics.Tabular.Tests.Json;

/// <summary>Lines of the usual form are read by a shorter way, which must read them as the longer one does.</summary>
public class PlainJsonLineTests
{
    private static readonly TableSchema Schema =
        TestSchema.Of("i int32", "s string", "d decimal(5,2)", "b boolean", "t date", "j json", "f double") with
        {
            Format = FileFormat.Ndjson,
            MissingValues = ["NA"],
        };

    private static readonly Gen<string> Value = OneOf(
        "1", "-2", "1.5", "01", "1.", ".5", "-", "-0", "1e2", "12.345", "\"x\"", "\"a\\\"b\"", "\"\\u00e9\"",
        "\"é\"", "\"\u0001\"", "\"\"",
        "\"NA\"", "\"2001-01-31\"", "\"2001-02-31\"", "\"7.25\"",
        "null", "nul", "true", "false", "tru", "{\"a\":[1]}", "[]", "", "1 ", "\"x", "1x");

    private static readonly Gen<string> Usual = OneOf("1", "-2", "1.5", "\"x\"", "null", "true", "\"2001-01-31\"");

    [Fact]
    public void TryRead_AnyLine_ReadsItAsTheLongerWayDoes() =>
        Gen.Select(
            Gen.OneOf(Usual, Usual, Value).Array[Schema.Fields.Count], OneOf(",", ",", ", ", " ,", ",,"),
            OneOf(":", ":", ": ", ":  "),
            OneOf("}", "}", "}}", "", "} x", ",}", ",\"z\":1}"), Gen.Int[0, 20]).Sample((values, comma, colon, end, swapped) =>
        {
            var pairs = Schema.Fields.Select((field, index) => $"\"{field.Name}\"{colon}{values[index]}").ToList();
            if (swapped < pairs.Count - 1)
            {
                (pairs[swapped], pairs[swapped + 1]) = (pairs[swapped + 1], pairs[swapped]);
            }

            var line = $"{{{string.Join(comma, pairs)}{end}";

            // The shorter way knows no space before the object.
            Assert.Equal(Read(" " + line), Read(line));
        });

    [Fact]
    public void TryRead_LineOfTheUsualForm_IsTaken()
    {
        var batch = new RowBatch(Schema);
        var line = new JsonRecord(Schema).CreatePlainLine();

        Assert.True(line.TryRead("""{"i":1, "s": "x","d":1.5,"b":true,"t":"2001-01-31","j":null,"f":-2.5}"""u8, batch));
        Assert.All(batch.Columns, column => Assert.Equal(1, column.Buffer.Rows));
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static string Read(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        var block = new Block(bytes) { Length = bytes.Length, FirstRecord = 1 };
        var found = new StringBuilder();
        var rows = new BlockRows(Schema, null, takesOthers: false, (_, _, violations) =>
            found.AppendJoin(' ', violations.Select(violation => $"{violation.Column}/{violation.Rule}")));
        rows.Begin(block);
        new JsonLineReader(new JsonRecord(Schema)).Read(block, rows);
        foreach (var buffer in rows.Batch.Columns.Select(column => column.Buffer))
        {
            var key = new ArrayBufferWriter<byte>();
            if (buffer.Rows == 1 && !buffer.IsMissing(0))
            {
                buffer.WriteKey(0, key);
            }

            found.Append($"|{buffer.Rows} {(buffer.Rows == 1 ? buffer.IsMissing(0) : null)} {Convert.ToHexString(key.WrittenSpan)}");
        }

        return found.ToString();
    }
}
