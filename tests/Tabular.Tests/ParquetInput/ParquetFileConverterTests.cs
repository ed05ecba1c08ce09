using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;
using ParquetSharp;

namespace Analytics.Tabular.Tests.ParquetInput;

public sealed class ParquetFileConverterTests
{
    private const string EveryType = """
        SELECT true AS b, 7::SMALLINT AS i16, -8::INTEGER AS i32, 9007199254740993::BIGINT AS i64, 0.1::FLOAT AS f, 0.1::DOUBLE AS d,
            12.30::DECIMAL(9,2) AS dec, -123456789012345678901234567890.12::DECIMAL(38,2) AS wide, DATE '2001-02-28' AS day,
            TIME '23:59:59.123456' AS t, TIMESTAMP '2001-02-28 01:02:03.5' AS ts, TIMESTAMPTZ '2001-02-28 01:02:03+02' AS tz,
            'aé"\n' AS s, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID AS u
        UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        """;

    private static readonly TableSchema Every = TestSchema.Of(
        "b boolean", "i16 int16", "i32 int32", "i64 int64", "f float", "d double", "dec decimal(9,2)", "wide decimal(38,2)", "day date",
        "t time", "ts timestamp", "tz timestamptz", "s string", "u uuid");

    [Fact]
    public async Task Convert_EveryType_IsTheSameInTheDataset()
    {
        using var converted = await Converted.ParquetAsync(Every, EveryType);

        Assert.Equal(ConversionOutcome.Accepted, converted.Result.Outcome);
        Assert.Equal((2, 2, 0), (converted.Result.Records, converted.Result.RowsKept, converted.Result.RowsQuarantined));
        const string isSame = "b AND i16 = 7 AND i32 = -8 AND i64 = 9007199254740993 AND f = 0.1::FLOAT AND d = 0.1::DOUBLE "
            + "AND dec = 12.30 "
            + "AND wide = -123456789012345678901234567890.12::DECIMAL(38,2) AND day = DATE '2001-02-28' AND t = TIME '23:59:59.123456' "
            + "AND ts = TIMESTAMP '2001-02-28 01:02:03.5' AND tz = TIMESTAMPTZ '2001-02-27 23:02:03+00' AND s = 'aé\"\\n' "
            + "AND u = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'";
        var isMissing = string.Join(" AND ", Every.Fields.Select(field => $"{field.Name} IS NULL"));
        Assert.Equal(["1|1"], converted.Rows($"count(*) FILTER (WHERE {isSame}), count(*) FILTER (WHERE {isMissing})"));
    }

    [Fact]
    public async Task Convert_ValuesThatAreNotWhole_GoToQuarantineAsTheyAre()
    {
        using var converted = await Converted.ParquetAsync(
            TestSchema.Of("n int32"), "SELECT unnest([1.0, 1.5, 3000000000.0, NULL]::DOUBLE[]) AS n");

        Assert.Equal(["NULL", "1"], converted.Rows().OrderByDescending(row => row));
        Assert.Equal(["2:n/type=1.5", "3:n/type=3000000000"], converted.Quarantine());
    }

    [Fact]
    public async Task Convert_WholeNumbersThatNoDoubleHolds_GoToQuarantine()
    {
        using var converted = await Converted.ParquetAsync(
            TestSchema.Of("n double"), "SELECT unnest([9007199254740992, 9007199254740993]::BIGINT[]) AS n");

        Assert.Equal(["2:n/type=9007199254740993"], converted.Quarantine());
    }

    [Fact]
    public async Task Convert_DecimalOfALargerScale_KeepsWhatFitsAndQuarantinesTheRest()
    {
        using var converted = await Converted.ParquetAsync(
            TestSchema.Of("n decimal(5,2)"), "SELECT unnest([2.340, 2.345, -0.050]::DECIMAL(9,3)[]) AS n");

        Assert.Equal(["-0.05", "2.34"], converted.Rows());
        Assert.Equal(["2:n/type=2.345"], converted.Quarantine());
    }

    [Theory]
    [InlineData("float", "0.123456, -1234560, 16777216, 0", "0.1234567, 16777217, 100000001.5")]
    [InlineData("double", "0.123456789012345, 9007199254740992", "0.1234567890123456789, 9007199254740993, -0.10000000000000001")]
    public async Task Convert_DecimalsThatNoFloatingNumberGivesBack_GoToQuarantine(string type, string kept, string lost)
    {
        using var converted = await Converted.ParquetAsync(
            TestSchema.Of($"n {type}"), $"SELECT unnest([{kept}, {lost}]::DECIMAL(38,19)[]) AS n");

        Assert.Equal(lost.Split(", "), converted.Quarantine().Select(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        Assert.Equal(kept.Split(", ").Length, converted.Result.RowsKept);
    }

    [Theory]
    [InlineData("day date", "TIMESTAMP '2001-01-01 00:00:00'")]
    [InlineData("day timestamptz", "TIMESTAMP '2001-01-01 00:00:00'")]
    [InlineData("day timestamp", "TIMESTAMPTZ '2001-01-01 00:00:00+00'")]
    [InlineData("day string", "5")]
    [InlineData("day int32", "'5'")]
    [InlineData("day int32", "[1, 2]")]
    [InlineData("day boolean", "1")]
    public async Task Convert_ColumnOfAnotherType_IsRejectedBeforeItIsRead(string field, string value)
    {
        using var converted = await Converted.ParquetAsync(TestSchema.Of(field), $"SELECT {value} AS day");

        Assert.Equal("parquet.column_type", converted.Fault.Code);
        Assert.Contains("'day'", converted.Fault.Message);
    }

    [Fact]
    public async Task Convert_ManyRowGroupsAndPages_KeepsEveryRowOnce()
    {
        using var converted = await Converted.ParquetAsync(
            TestSchema.Of("id int64", "text string", "gap int32"),
            "SELECT i AS id, repeat('x', (i % 97)::INT) || i AS text, "
                + "CASE WHEN i % 3 = 0 THEN NULL ELSE i::INT END AS gap FROM range(200000) t(i)",
            ", ROW_GROUP_SIZE 20000");

        Assert.Equal((200_000, 200_000), (converted.Result.Records, converted.Result.RowsKept));
        Assert.Equal(
            ["200000|19999900000|66667"],
            converted.Rows("count(DISTINCT id), sum(id), count(*) FILTER (WHERE gap IS NULL AND id % 3 = 0 AND text LIKE '%' || id)"));
    }

    [Fact]
    public async Task Convert_ColumnsInAnotherOrder_AreFoundByName()
    {
        using var converted = await Converted.ParquetAsync(TestSchema.Of("a int32", "b string"), "SELECT 'x' AS b, 1 AS a");

        Assert.Equal(["1|x"], converted.Rows());
    }

    [Theory]
    [InlineData("SELECT 1 AS a", "parquet.missing_column", "'b'")]
    [InlineData("SELECT 1 AS a, 'x' AS b, 2 AS c", "parquet.unknown_column", "'c'")]
    public async Task Convert_MissingOrUnknownColumn_IsRejectedByName(string query, string code, string name)
    {
        using var converted = await Converted.ParquetAsync(TestSchema.Of("a int32", "b string"), query);

        Assert.Equal(code, converted.Fault.Code);
        Assert.Contains(name, converted.Fault.Message);
    }

    [Fact]
    public async Task Convert_UnknownColumnsIgnored_AreReadOver()
    {
        var schema = TestSchema.Of("a int32") with { UnknownFields = UnknownFields.Ignore };
        using var converted = await Converted.ParquetAsync(schema, "SELECT 1 AS a, 2 AS c, [1, 2] AS list, {'x': 1} AS pair");

        Assert.Equal(["1"], converted.Rows());
    }

    [Fact]
    public async Task Convert_BytesThatAreNoText_GoToQuarantine()
    {
        using var converted = await Converted.ParquetAsync(
            TestSchema.Of("s string"), "SELECT unnest(['ok'::BLOB, '\\xC3\\x28'::BLOB]) AS s");

        Assert.Equal(["ok"], converted.Rows());
        Assert.StartsWith("2:s/utf8=", Assert.Single(converted.Quarantine()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_Constraints_HoldAsForText()
    {
        var schema = TestSchema.Of("n int32").Constrain("n", new() { Required = true, Maximum = "10", Unique = true });
        using var converted = await Converted.ParquetAsync(schema, "SELECT unnest([1, 11, NULL, 1]) AS n");

        Assert.Equal(
            ["2:n/maximum=11", "3:n/required=", "4:n/unique=1"],
            converted.Quarantine().Select(line => line.Replace("=NULL", "=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Convert_OnlyRecords_TakesThemAlone()
    {
        var records = new ReplayRecords();
        records.Add(2, 0, 0);
        records.Add(4000, 0, 0);
        using var converted = await Converted.ParquetAsync(
            TestSchema.Of("n int64"), "SELECT i AS n FROM range(5000) t(i)",
            change: options => options with { OnlyRecords = records });

        Assert.Equal((2, 2), (converted.Result.Records, converted.Result.RowsKept));
        Assert.Equal(["1", "3999"], converted.Rows());
    }

    [Fact]
    public async Task Convert_OnlyRecordsOfAUniqueColumn_AreHeldAgainstTheRowsThatWereKept()
    {
        var records = new ReplayRecords();
        records.Add(1, 0, 0);
        records.Add(2, 0, 0);
        var schema = TestSchema.Of("n int64").Constrain("n", new() { Unique = true });
        using var converted = await Converted.ParquetAsync(
            schema, "SELECT unnest([1, 2, 1]) AS n", change: options => options with { OnlyRecords = records });

        Assert.Equal(["2"], converted.Rows());
        Assert.Equal(["1:n/unique=1"], converted.Quarantine());
    }

    [Fact]
    public async Task Convert_CutAtEveryTenth_IsRejected()
    {
        for (var tenth = 1; tenth < 10; tenth++)
        {
            using var converted = await Converted.ParquetAsync(TestSchema.Of("n int64"), path =>
            {
                WriteLongs(path, 10_000);
                var bytes = File.ReadAllBytes(path);
                File.WriteAllBytes(path, bytes[..(bytes.Length * tenth / 10)]);
            });

            Assert.Equal("parquet.damaged", converted.Fault.Code);
            Assert.DoesNotContain("ExceptionE", converted.Fault.Message, StringComparison.Ordinal);
            Assert.NotEmpty(converted.Fault.Advice);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("not Parquet at all")]
    [InlineData("PAR1PAR1")]
    [InlineData("PAR1 fake \u00ff\u00ff\u00ff\u007fPAR1")]
    public async Task Convert_FakeFile_IsRejected(string content)
    {
        using var converted = await Converted.ParquetAsync(
            TestSchema.Of("n int64"), path => File.WriteAllText(path, content, System.Text.Encoding.Latin1));

        Assert.NotEmpty(converted.Fault.Message);
        Assert.Empty(converted.Accepted);
    }

    [Fact]
    public async Task Convert_EachByteOfTheFooterDamagedInTurn_IsRejectedOrGivesEveryRow()
    {
        var original = Array.Empty<byte>();
        using var first = await Converted.ParquetAsync(TestSchema.Of("n int64"), path =>
        {
            WriteLongs(path, 500);
            original = File.ReadAllBytes(path);
        });
        var footer = BitConverter.ToInt32(original, original.Length - 8);
        for (var at = original.Length - 8 - footer; at < original.Length; at += 3)
        {
            var damaged = original.ToArray();
            damaged[at] ^= 0x41;
            using var converted = await Converted.ParquetAsync(TestSchema.Of("n int64"), path => File.WriteAllBytes(path, damaged));
            if (converted.Result.Outcome == ConversionOutcome.Accepted)
            {
                Assert.Equal((at, 500), (at, converted.Result.RowsKept));
                Assert.Equal(first.Rows(), converted.Rows());
            }
        }
    }

    [Theory]
    [InlineData(436, 500)]
    [InlineData(1012, 500)]
    [InlineData(436, 436)]
    [InlineData(1012, 1012)]
    public async Task Convert_FooterThatClaimsOtherRowsThanThereAre_IsRejected(int ofFile, int ofGroup)
    {
        using var converted = await Converted.ParquetAsync(TestSchema.Of("n int64"), path =>
        {
            WriteLongs(path, 500);
            var bytes = File.ReadAllBytes(path);

            // 500 as Thrift's compact protocol writes it in field 3 of the file's metadata and of the row group's.
            byte[] ofGroups = [0x16, 0xE8, 0x07];
            byte[] ofWhole = [.. ofGroups, 0x19, 0x1C];
            Patch(bytes, bytes.AsSpan().LastIndexOf(ofGroups), ofGroup);
            Patch(bytes, bytes.AsSpan().IndexOf(ofWhole), ofFile);
            File.WriteAllBytes(path, bytes);
        });

        Assert.Equal("parquet.lying_footer", converted.Fault.Code);
        Assert.Empty(converted.Accepted);

        static void Patch(byte[] bytes, int at, int rows) => (bytes[at + 1], bytes[at + 2]) = ((byte)(rows * 2 | 0x80), (byte)(rows * 2 >> 7));
    }

    [Fact]
    public async Task Convert_UnsignedWholeNumbersThatADoubleHolds_AreKept()
    {
        using var converted = await Converted.ParquetAsync(
            TestSchema.Of("n double"), "SELECT x::UBIGINT AS n FROM (VALUES (16777217), (9007199254740993)) v(x)");

        Assert.Equal(["16777217.0"], converted.Rows());
        Assert.Single(converted.Quarantine());
    }

    [Fact]
    public async Task Convert_RepetitiveRowsPastTheExpansion_AreRejectedByTheirClaim()
    {
        using var converted = await Converted.ParquetAsync(
            TestSchema.Of("n int64"), "SELECT 7::BIGINT AS n FROM range(5000000)", ", ROW_GROUP_SIZE 5000000",
            options => options with { Limits = new ConversionLimits { ExpansionFreeBytes = 1_000_000, MaxExpansion = 10 } });

        Assert.Equal("expansion.too_large", converted.Fault.Code);
    }

    [Fact]
    public async Task Convert_TooManyColumns_IsRejected()
    {
        var schema = TestSchema.Of("c0 int32") with { UnknownFields = UnknownFields.Ignore };
        using var converted = await Converted.ParquetAsync(
            schema, "SELECT " + string.Join(", ", Enumerable.Range(0, 40).Select(n => $"{n} AS c{n}")),
            change: options => options with { Limits = new ConversionLimits { MaxColumns = 39 } });

        Assert.Equal("columns.too_many", converted.Fault.Code);
    }

    private static void WriteLongs(string path, int rows)
    {
        using var file = new ParquetFileWriter(path, [new Column<long>("n")]);
        using var group = file.AppendRowGroup();
        using var column = group.NextColumn().LogicalWriter<long>();
        column.WriteBatch([.. Enumerable.Range(0, rows).Select(n => (long)n)]);
        column.Dispose();
        file.Close();
    }
}
