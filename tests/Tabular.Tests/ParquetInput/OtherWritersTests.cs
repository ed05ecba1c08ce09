using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;
using ParquetSharp;

namespace Analytics.Tabular.Tests.ParquetInput;

/// <summary>Files that other programs wrote, or that were damaged on the way.</summary>
public sealed class OtherWritersTests
{
    [Theory]
    [InlineData("unsigned.parquet", 0, "id,a\n1,18446744073709551615\n2,5\n")]
    [InlineData("unsigned.parquet", 0.1, "id,a\n1,18446744073709551615\n2,5\n")]
    public async Task Convert_PastTheShare_IsRejectedAsItsCsvTwinIs(string name, double share, string twin)
    {
        var schema = TestSchema.Of("id int64", "a int64") with { MaxRejectedShare = share };
        using var parquet = await Converted.ParquetFileAsync(schema, name);
        using var csv = await Converted.CsvAsync(schema, twin);

        Assert.Equal("rejected.share", parquet.Fault.Code);
        Assert.Equal(csv.Fault, parquet.Fault);
        Assert.Equal(csv.Result.Violations, parquet.Result.Violations.Select(violation => violation with { FirstLine = 2 }));
        Assert.Equal(
            (csv.Result.Records, csv.Result.RowsKept, csv.Result.RowsQuarantined),
            (parquet.Result.Records, parquet.Result.RowsKept, parquet.Result.RowsQuarantined));
        Assert.Equal(ConvertedFileKind.Quarantine, Assert.Single(parquet.Result.Files).Kind);
        Assert.Equal(["1:a/type=18446744073709551615"], parquet.Quarantine());
    }

    [Fact]
    public async Task Convert_DatesOfSparksLegacyCalendar_AreTheDaysOfTheSameName()
    {
        var schema = TestSchema.Of("id int32", "d date", "t timestamptz");
        using var legacy = await Converted.ParquetFileAsync(schema, "legacy_micros.parquet");
        using var corrected = await Converted.ParquetFileAsync(schema, "corrected_micros.parquet");

        Assert.Equal(corrected.Rows(), legacy.Rows());
        Assert.Contains("1001-01-01", legacy.Rows("d"));
        Assert.Contains("1582-10-04", legacy.Rows("d"));
        Assert.Equal(0, legacy.Result.RowsQuarantined);
    }

    [Theory]
    [InlineData("float")]
    [InlineData("string")]
    [InlineData("json")]
    [InlineData("date")]
    [InlineData("uuid")]
    [InlineData("boolean")]
    [InlineData("decimal(9,2)")]
    public async Task Convert_ColumnOfTheNullType_IsOneOfMissingValues(string type)
    {
        using var converted = await Converted.ParquetFileAsync(TestSchema.Of("id int64", $"s {type}"), "nulltype.parquet");

        Assert.NotEqual(0, converted.Result.RowsKept);
        Assert.All(converted.Rows("s"), value => Assert.Equal("NULL", value));
    }

    [Theory]
    [InlineData("float", "1.5|0.099975586|-65504.0|NULL")]
    [InlineData("double", "1.5|0.0999755859375|-65504.0|NULL")]
    [InlineData("decimal(9,2)", "1.50|-65504.00|NULL")]
    public async Task Convert_HalfFloats_AreKept(string type, string expected)
    {
        using var converted = await Converted.ParquetAsync(TestSchema.Of($"h {type}"), path =>
        {
            using var file = new ParquetFileWriter(path, [new Column<Half?>("h")]);
            using var group = file.AppendRowGroup();
            using (var column = group.NextColumn().LogicalWriter<Half?>())
            {
                column.WriteBatch([(Half)1.5, (Half)0.1, Half.MinValue, null]);
            }

            file.Close();
        });

        Assert.Equal(expected.Split('|').Order(StringComparer.Ordinal), converted.Rows().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Convert_EncryptedFile_IsRejectedAsSuch(bool footerToo)
    {
        using var converted = await Converted.ParquetAsync(TestSchema.Of("n int64"), path =>
        {
            using var builder = new FileEncryptionPropertiesBuilder(new byte[16]);
            using var encryption = (footerToo ? builder : builder.SetPlaintextFooter()).Build();
            using var properties = new WriterPropertiesBuilder().Encryption(encryption).Build();
            using var file = new ParquetFileWriter(path, [new Column<long>("n")], properties);
            using var group = file.AppendRowGroup();
            using (var column = group.NextColumn().LogicalWriter<long>())
            {
                column.WriteBatch([1, 2]);
            }

            file.Close();
        });

        Assert.Equal("parquet.encrypted", converted.Fault.Code);
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("{'a': 1}")]
    [InlineData("MAP {'a': 1}")]
    public async Task Convert_NestedColumn_IsRejectedWithWhatToDo(string value)
    {
        using var converted = await Converted.ParquetAsync(TestSchema.Of("n int64"), $"SELECT {value} AS n");

        Assert.Equal("parquet.column_type", converted.Fault.Code);
        Assert.Contains("'n' is nested", converted.Fault.Message, StringComparison.Ordinal);
        Assert.Contains("unknownFields: ignore", converted.Fault.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_MissingValues_HoldForTexts()
    {
        var schema = TestSchema.Of("id int32", "s string", "u uuid", "j json") with { MissingValues = ["NA", ""] };
        using var converted = await Converted.ParquetAsync(
            schema, "SELECT * FROM (VALUES (1, 'NA', 'NA', 'NA'), (2, '', '', ''), (3, 'na', NULL, '1')) v(id, s, u, j)");

        Assert.Equal(["1|NULL|NULL|NULL", "2|NULL|NULL|NULL", "3|na|NULL|1"], converted.Rows());
    }

    [Fact]
    public async Task Convert_NoMissingValuesDeclared_KeepsEmptyTexts()
    {
        var schema = TestSchema.Of("s string") with { Format = FileFormat.Parquet };
        using var converted = await Converted.ParquetAsync(schema, "SELECT '' AS s");

        Assert.Equal([""], converted.Rows());
    }

    [Fact]
    public async Task Convert_PageThatIsNotWhatItsChecksumSays_IsRejected()
    {
        using var converted = await Converted.ParquetFileAsync(TestSchema.Of("id int64", "amount int64"), "crc-amount.parquet");

        Assert.Equal("parquet.damaged", converted.Fault.Code);
        Assert.Contains("CRC", converted.Fault.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Convert_OwnFileWithAnyBitOfItsPagesTurned_IsRejected()
    {
        var schema = TestSchema.Of("n int64", "s string");
        using var own = await Converted.CsvAsync(schema, "n,s\n" + string.Concat(Enumerable.Range(0, 50).Select(n => $"{n},a{n % 3}\n")));
        var original = await File.ReadAllBytesAsync(own.Result.Files[0].Path, TestContext.Current.CancellationToken);
        var pagesEnd = original.Length - 8 - BitConverter.ToInt32(original, original.Length - 8);
        for (var at = 4; at < pagesEnd; at += 7)
        {
            var damaged = original.ToArray();
            damaged[at] ^= 0x10;
            using var converted = await Converted.ParquetAsync(schema, path => File.WriteAllBytes(path, damaged));
            if (converted.Result.Outcome == ConversionOutcome.Accepted)
            {
                // A bit of a page's header that nobody needs, such as one of its statistics.
                Assert.Equal(own.Rows(), converted.Rows());
            }
        }
    }
}
