using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;
using CsCheck;

namespace Analytics.Tabular.Tests.Json;

public class JsonSourceTests
{
    private static readonly TableSchema Lines = new()
    {
        Format = FileFormat.Ndjson,
        MaxRejectedShare = 1,
        Fields =
        [
            new Field { Name = "id", Type = new ColumnType(ColumnKind.Int32), Constraints = new FieldConstraints { Required = true } },
            new Field { Name = "name", Type = new ColumnType(ColumnKind.String) },
            new Field { Name = "amount", Type = new ColumnType(ColumnKind.Decimal, 5, 2) },
            new Field { Name = "paid", Type = new ColumnType(ColumnKind.Boolean) },
            new Field { Name = "extra", Type = new ColumnType(ColumnKind.Json) },
        ],
    };

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly TableSchema Array = Lines with { Format = FileFormat.Json };

    [Fact]
    public async Task Convert_GoodLines_KeepsEveryValue()
    {
        using var converted = await FromAsync(Lines, """
            {"id":1,"name":"Zo\u00eb \"x\"","amount":12.34,"paid":true,"extra":{"a":[1,null]}}

            {"extra":"text","paid":false,"amount":"1.5","name":null,"id":-2}
            {"id":3}
            """);

        Assert.Equal((3, 3, 0), (converted.Result.Records, converted.Result.RowsKept, converted.Result.RowsQuarantined));
        Assert.Equal(
            ["-2|NULL|1.50|false|\"text\"", "1|Zoë \"x\"|12.34|true|{\"a\":[1,null]}", "3|NULL|NULL|NULL|NULL"],
            converted.Rows("id, name, amount, paid, extra", "id"));
    }

    [Theory]
    [InlineData("""{"id":1.5}""", "id", "type")]
    [InlineData("""{"id":1.0}""", "id", "type")]
    [InlineData("""{"id":1e2}""", "id", "type")]
    [InlineData("""{"id":"1"}""", "id", "type")]
    [InlineData("""{"id":2147483648}""", "id", "type")]
    [InlineData("""{"id":null}""", "id", "required")]
    [InlineData("""{"name":"x"}""", "id", "required")]
    [InlineData("""{"id":1,"amount":2.345}""", "amount", "type")]
    [InlineData("""{"id":1,"name":7}""", "name", "type")]
    [InlineData("""{"id":1,"name":{"a":1}}""", "name", "type")]
    [InlineData("""{"id":1,"name":"\ud800"}""", "name", "utf8")]
    [InlineData("""{"id":1,"name":"\u0000"}""", "name", "nul")]
    [InlineData("""{"id":1,"paid":"true"}""", "paid", "type")]
    [InlineData("""{"id":1,"id":2}""", "id", "json.duplicate_key")]
    [InlineData("""{"id":1,"other":2}""", "", "json.unknown_key")]
    [InlineData("""{"id":1,"\ud800":2}""", "", "json.unknown_key")]
    [InlineData("""{"id":1} x""", "", "json.syntax")]
    [InlineData("""{"id":1""", "", "json.syntax")]
    [InlineData("{id:1}", "", "json.syntax")]
    [InlineData("[1]", "", "json.object")]
    [InlineData("17", "", "json.object")]
    public async Task Convert_BrokenLine_GoesToQuarantineByItself(string line, string column, string rule)
    {
        using var converted = await FromAsync(Lines, $"{{\"id\":7}}\n{line}\n{{\"id\":8}}\n");

        Assert.Equal((3, 2, 1), (converted.Result.Records, converted.Result.RowsKept, converted.Result.RowsQuarantined));
        var violation = Assert.Single(converted.Result.Violations);
        Assert.Equal((column, rule, 2), (violation.Column, violation.Rule, violation.FirstRecord));
    }

    [Fact]
    public async Task Convert_EmptyJsonText_IsNotMissing()
    {
        const string text = """
            {"id":1,"name":""}
            {"id":2,"name":null}
            """;
        using var converted = await FromAsync(Lines, text);
        using var declared = await FromAsync(Lines with { MissingValues = [""] }, text);

        Assert.Equal(["1|", "2|NULL"], converted.Rows("id, name"));
        Assert.Equal(["1|NULL", "2|NULL"], declared.Rows("id, name"));
    }

    [Fact]
    public async Task Convert_TextsOfTrueAndFalse_HoldForTextsAndNumbers()
    {
        var schema = TestSchema.Of("i int64", "b boolean").With("b", field => field with { TrueValues = ["1"], FalseValues = ["0"] });
        using var converted = await FromAsync(schema with { Format = FileFormat.Ndjson }, """
            {"i":1,"b":1}
            {"i":2,"b":0}
            {"i":3,"b":true}
            {"i":4,"b":"1"}
            {"i":5,"b":1.0}
            {"i":6,"b":false}
            {"i":7,"b":"true"}
            """);

        Assert.Equal(["1|true", "2|false", "3|true", "4|true", "6|false"], converted.Rows());
        Assert.Equal(["5:b/type=1.0", "7:b/type=true"], converted.Quarantine());
    }

    [Theory]
    [InlineData("boolean")]
    [InlineData("int32")]
    [InlineData("double")]
    [InlineData("decimal(9,2)")]
    [InlineData("date")]
    [InlineData("string")]
    [InlineData("uuid")]
    [InlineData("json")]
    public async Task Convert_MissingValues_HoldForTextsOfEveryColumn(string type)
    {
        var schema = TestSchema.Of("i int32", $"v {type}") with { Format = FileFormat.Ndjson, MissingValues = ["NA"] };
        using var converted = await FromAsync(schema, """{"i":1,"v":"NA"}""");

        Assert.Equal(["1|NULL"], converted.Rows());
    }

    [Theory]
    [InlineData("double", "1.5", "1.5")]
    [InlineData("double", "\"1.500,5\"", "1500.5")]
    [InlineData("decimal(9,3)", "1.500", "1.500")]
    [InlineData("decimal(9,3)", "\"1.500\"", "1500.000")]
    [InlineData("decimal(38,3)", "1.500", "1.500")]
    [InlineData("int64", "1500", "1500")]
    public async Task Convert_NumberOfAFieldWithItsOwnNotation_IsReadAsJsonWritesIt(string type, string value, string expected)
    {
        var schema = TestSchema.Of($"n {type}") with { Format = FileFormat.Ndjson };
        schema = schema.With("n", field => field with { GroupChar = '.', DecimalChar = type == "int64" ? '.' : ',' });
        schema = type == "int64" ? schema.With("n", field => field with { GroupChar = '_' }) : schema;
        using var converted = await FromAsync(schema, $$"""{"n":{{value}}}""");

        Assert.Equal([expected], converted.Rows());
    }

    [Fact]
    public async Task Convert_UnknownKeyWithAnInvisibleCharacter_IsShownByItsCodePoint()
    {
        using var converted = await FromAsync(Lines, "{\"id\":1,\"\u200Bname\":\"x\"}");

        Assert.Equal(["1:/json.unknown_key=[U+200B]name"], converted.Quarantine());
    }

    [Fact]
    public async Task Convert_KeyThatStandsTwice_ShowsItsSecondValue()
    {
        using var converted = await FromAsync(Lines, """{"id":1,"id":[2, {"a":3}],"name":"x"}""");

        Assert.Equal(["1:id/json.duplicate_key=[2, {\"a\":3}]"], converted.Quarantine());
    }

    [Fact]
    public async Task Convert_TooDeepNesting_GoesToQuarantine()
    {
        var deep = new string('[', 1_000) + new string(']', 1_000);

        using var converted = await FromAsync(Lines, $"{{\"id\":1,\"extra\":{deep}}}\n");

        Assert.Equal("json.syntax", Assert.Single(converted.Result.Violations).Rule);
    }

    [Theory]
    [InlineData("""[{"id":1},{"id":2}]""", 2)]
    [InlineData(" [ {\"id\":1} ,\n{\"id\":2,\"name\":\"a,b]}{\\\"\"}\n] \n", 2)]
    [InlineData("[]", 0)]
    [InlineData("\uFEFF[{\"id\":1}]", 1)]
    public async Task Convert_GoodArray_KeepsEveryElement(string text, long rows)
    {
        using var converted = await FromAsync(Array, text);

        Assert.Equal((ConversionOutcome.Accepted, rows, rows), (converted.Result.Outcome, converted.Result.Records, converted.Result.RowsKept));
    }

    [Theory]
    [InlineData("", "file.empty")]
    [InlineData("""{"id":1}""", "json.no_array")]
    [InlineData("""[{"id":1},{"id":2""", "json.truncated")]
    [InlineData("""[{"id":1},""", "json.truncated")]
    [InlineData("""[{"id":1}""", "json.truncated")]
    [InlineData("""[{"id":1},]""", "json.structure")]
    [InlineData("""[,{"id":1}]""", "json.structure")]
    [InlineData("""[{"id":1} {"id":2}]""", "json.structure")]
    [InlineData("""[{"id":1} x,{"id":2}]""", "json.structure")]
    [InlineData("""[{"id":1}]]""", "json.structure")]
    [InlineData("""[{"id":1}}]""", "json.structure")]
    [InlineData("""[{id:1}]""", "json.structure")]
    public async Task Convert_BrokenArray_FailsTheFileAndLeavesNothing(string text, string code)
    {
        using var converted = await FromAsync(Array, text);

        Assert.Equal(code, converted.Fault.Code);
        Assert.Empty(converted.FilesOnDisk);
    }

    [Theory]
    [InlineData(FileFormat.Ndjson)]
    [InlineData(FileFormat.Json)]
    public async Task Convert_RecordPastTheCap_IsRejectedThere(FileFormat format)
    {
        var text = $"[{{\"id\":1,\"name\":\"{new string('x', 300_000)}\"}}]";

        using var converted = await FromAsync(
            Lines with { Format = format }, text, options => options with { Limits = options.Limits with { MaxRecordBytes = 10_000 } });

        Assert.Equal("record.too_long", converted.Fault.Code);
    }

    [Fact]
    public void Convert_AnyObjectsAtAnyBlockSize_KeepsThemAllOrSaysWhereTheyStand()
    {
        var name = Gen.String[Gen.Char["ab\"\\{}[],: \n\té☃"], 0, 12];
        Gen.Select(Gen.Select(Gen.Int, name, Gen.Bool).Array[0, 30], Gen.Int[1, 70], Gen.Bool).Sample(
            (rows, blockBytes, isArray) =>
            {
                var objects = rows.Select(row => row.Item3
                    ? JsonSerializer.Serialize(new { id = row.Item1, name = row.Item2 })
                    : JsonSerializer.Serialize(new { id = row.Item2, name = "é" }, Unescaped)).ToList();
                var text = isArray ? $"[{string.Join(" ,\n", objects)}]" : string.Concat(objects.Select(line => line + "\n"));
                using var converted = FromAsync(
                    isArray ? Array : Lines,
                    text.Length == 0 ? "\n" : text,
                    options => options with { BlockBytes = blockBytes })
                    .GetAwaiter().GetResult();

                Assert.Equal(rows.Length, converted.Result.Records);
                Assert.Equal(
                    rows.Where(row => row.Item3).Select(row => $"{row.Item1}|{row.Item2}").Order(StringComparer.Ordinal),
                    converted.Rows("id, name").Order(StringComparer.Ordinal));
                Assert.Equal(
                    Places(objects, isArray ? 1 : 0, isArray ? " ,\n".Length : 1).Zip(rows)
                        .Where(pair => !pair.Second.Item3).Select(pair => pair.First),
                    converted.Read(
                        ConvertedFileKind.Quarantine, "SELECT record_number, byte_offset, byte_length FROM files ORDER BY record_number"));
            },
            iter: 300);
    }

    private static IEnumerable<string> Places(IEnumerable<string> records, int offset, int between)
    {
        foreach (var (index, record) in records.Index())
        {
            var length = Encoding.UTF8.GetByteCount(record);
            yield return $"{index + 1}|{offset}|{length}";
            offset += length + between;
        }
    }

    private static Task<Converted> FromAsync(TableSchema schema, string text, Func<ConversionOptions, ConversionOptions>? change = null) =>
        Converted.FromAsync(schema, new MemoryStream(Encoding.UTF8.GetBytes(text)), schema.Format == FileFormat.Json ? "test.json" : "test.ndjson", change);
}
