using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;

namespace Analytics.Tabular.Tests.Conversion;

public class TableConverterTests
{
    private static readonly string[] AllTypes =
    [
        "flag boolean", "tiny int16", "small int32", "large int64", "single float", "wide double", "money decimal(5,2)",
        "rate decimal(12,4)",
        "exact decimal(38,3)", "day date", "hour time", "at timestamp", "instant timestamptz", "name string", "id uuid", "extra json",
    ];

    [Fact]
    public async Task ConvertAsync_EveryType_IsReadBackByAnotherEngine()
    {
        const string Header = "flag,tiny,small,large,single,wide,money,rate,exact,day,hour,at,instant,name,id,extra";
        const string First = "true,-32768,2147483647,-9223372036854775808,1.5,0.1,999.99,12345678.1234,"
            + "12345678901234567890123456789012345.678,2001-02-03,23:59:58.123456,2001-02-03T04:05:06.7,2001-02-03T04:05:06+02:00,"
            + "\"a,\"\"b\"\"\n\",00112233-4455-6677-8899-aabbccddeeff,\"{\"\"a\"\":[1]}\"";
        using var converted = await Converted.CsvAsync(TestSchema.Of(AllTypes), $"{Header}\r\n{First}\r\n,,,,,,,,,,,,,,,");

        Assert.Null(converted.Result.Fault);
        Assert.Equal(
            [
                "true|-32768|2147483647|-9223372036854775808|1.5|0.1|999.99|12345678.1234|12345678901234567890123456789012345.678|"
                + "2001-02-03|23:59:58.123456|2001-02-03 04:05:06.7|2001-02-03 02:05:06+00|a,\"b\"\n|00112233-4455-6677-8899-aabbccddeeff|"
                + "{\"a\":[1]}",
                string.Join('|', Enumerable.Repeat("NULL", AllTypes.Length)),
            ],
            converted.Rows());
    }

    [Fact]
    public async Task ConvertAsync_BrokenRecords_AreQuarantinedWholeWithNumberBytesAndViolations()
    {
        using var converted = await Converted.CsvAsync(TestSchema.Of("id int32", "name string"), "id,name\n1,a\n1.5,\"b\nc\"\n3,c\n");

        Assert.Equal(["1|a", "3|c"], converted.Rows());
        Assert.Equal(["2:id/type=1.5"], converted.Quarantine());
        Assert.Equal(
            ["test.csv|2|12|9|1.5,\"b\nc\"|1"],
            converted.Read(
                ConvertedFileKind.Quarantine,
                "SELECT object, record_number, byte_offset, byte_length, decode(raw) AS raw, contract_version FROM files"));
        Assert.Equal((3, 2, 1), (converted.Result.Records, converted.Result.RowsKept, converted.Result.RowsQuarantined));
        Assert.Equal(new ViolationCount("id", "type", 1, 2, "1.5", FirstLine: 3), Assert.Single(converted.Result.Violations));
    }

    [Theory]
    [InlineData(TextEncoding.Utf16, "utf-16")]
    [InlineData(TextEncoding.Utf16, "utf-16BE")]
    [InlineData(TextEncoding.Latin1, "latin1")]
    public async Task ConvertAsync_OtherEncodings_AreReadAsTheContractSays(TextEncoding declared, string encoding)
    {
        var written = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. written.GetPreamble(), .. written.GetBytes("id,naïve\n1,é\n")];
        var schema = TestSchema.Of("id int32", "naïve string") with { Encoding = declared };
        using var converted = await Converted.CsvAsync(schema, bytes);

        Assert.Equal(["1|é"], converted.Rows());
    }

    [Fact]
    public async Task ConvertAsync_PackedSource_IsUnpackedAndHashedAsItIs()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync("id,name\n1,a\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(packed.ToArray()));
        packed.Position = 0;
        using var converted = await Converted.FromAsync(TestSchema.Of("id int32", "name string"), packed, "a.csv.gz");

        Assert.Equal(["1|a"], converted.Rows());
        Assert.Equal((packed.Length, 12L, hash), (converted.Result.SourceBytes, converted.Result.PlainBytes, converted.Result.Sha256));
    }
}
