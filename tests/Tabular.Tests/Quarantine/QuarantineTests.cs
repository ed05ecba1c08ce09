using System.Text;
using System.Text.Json;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;
using Analytics.Tabular.Tests.Transcoding;

namespace Analytics.Tabular.Tests.Quarantine;

public class QuarantineTests
{
    [Theory]
    [InlineData(0.5, ConversionOutcome.Accepted)]
    [InlineData(0.49, ConversionOutcome.Rejected)]
    public async Task ConvertAsync_ShareOfBrokenRecords_DecidesTheOutcome(double allowed, ConversionOutcome outcome)
    {
        using var converted = await Converted.CsvAsync(
            TestSchema.Of("id int32") with { MaxRejectedShare = allowed }, "id\n1\nx\n2\ny\n");

        Assert.Equal(outcome, converted.Result.Outcome);
        Assert.Equal((4, 2, 2), (converted.Result.Records, converted.Result.RowsKept, converted.Result.RowsQuarantined));
    }

    [Fact]
    public async Task ConvertAsync_ExactlyTheShareThatTheContractWrites_IsAccepted()
    {
        var records = Enumerable.Range(1, 100).Select(i => i <= 29 ? "x" : $"{i}");
        using var converted = await Converted.CsvAsync(
            TestSchema.Of("id int32") with { MaxRejectedShare = 0.29 }, "id\n" + string.Join('\n', records));

        Assert.Equal((ConversionOutcome.Accepted, 29L), (converted.Result.Outcome, converted.Result.RowsQuarantined));
    }

    [Fact]
    public async Task ConvertAsync_TooManyBroken_SaysTheSumAndLeavesNoFile()
    {
        using var converted = await Converted.CsvAsync(TestSchema.Of("id int32") with { MaxRejectedShare = 0 }, "id\n1\nx\n");

        Assert.Equal("rejected.share", converted.Fault.Code);
        Assert.Contains("1 of 2 records", converted.Fault.Message, StringComparison.Ordinal);
        Assert.Contains("1 keep it", converted.Fault.Message, StringComparison.Ordinal);
        Assert.Equal(new ViolationCount("id", "type", 1, 2, "x", FirstLine: 3), Assert.Single(converted.Result.Violations));
        Assert.Empty(converted.FilesOnDisk);
    }

    [Fact]
    public async Task ConvertAsync_LongValue_IsShownToOneKilobyteAndKeptWhole()
    {
        var value = new string('é', 5_000);
        using var converted = await Converted.CsvAsync(TestSchema.Of("id int32"), $"id\n{value}\n");

        var json = Assert.Single(converted.Read(ConvertedFileKind.Quarantine, "SELECT violations FROM files"));
        var shown = JsonDocument.Parse(json).RootElement[0].GetProperty("value").GetString() ?? "";
        Assert.StartsWith(new string('é', 500), shown, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(shown), 1_000, 1_060);
        Assert.Equal([value], converted.Read(ConvertedFileKind.Quarantine, "SELECT decode(raw) AS raw FROM files"));
    }

    [Fact]
    public async Task ConvertAsync_ByteRanges_FindTheRawRecordsInTheSource()
    {
        var lines = Enumerable.Range(1, 3_000).Select(i => i % 7 == 0 ? $"bad {i},\"x\n{i}\"" : $"{i},ok").ToList();
        var source = "id,name\r\n" + string.Join("\r\n", lines);
        using var converted = await Converted.CsvAsync(
            TestSchema.Of("id int32", "name string"), source, options => options with { BlockBytes = 777 });

        var places = converted.Read(
            ConvertedFileKind.Quarantine, "SELECT record_number, byte_offset, byte_length FROM files ORDER BY record_number");
        Assert.Equal(
            lines.Where(line => line[0] == 'b'),
            places.Select(place => place.Split('|').Select(int.Parse).ToArray() is var p ? source.Substring(p[1], p[2]) : ""));
        Assert.Equal(
            lines.Index().Where(line => line.Item[0] == 'b').Select(line => $"{line.Index + 1}"),
            places.Select(place => place.Split('|')[0]));
        Assert.Equal(
            places.Select(place => $"{1 + source.AsSpan(0, int.Parse(place.Split('|')[1])).Count('\n')}"),
            converted.Read(ConvertedFileKind.Quarantine, "SELECT line_number FROM files ORDER BY record_number"));
    }

    [Theory]
    [InlineData(TextEncoding.Utf8, FileFormat.Csv)]
    [InlineData(TextEncoding.Utf16, FileFormat.Csv)]
    [InlineData(TextEncoding.Latin1, FileFormat.Csv)]
    [InlineData(TextEncoding.Utf16LittleEndian, FileFormat.Csv)]
    [InlineData(TextEncoding.Utf16BigEndian, FileFormat.Csv)]
    [InlineData(TextEncoding.Windows1252, FileFormat.Csv)]
    [InlineData(TextEncoding.Iso8859Part2, FileFormat.Csv)]
    [InlineData(TextEncoding.Iso8859Part15, FileFormat.Csv)]
    [InlineData(TextEncoding.ShiftJis, FileFormat.Csv)]
    [InlineData(TextEncoding.Gb18030, FileFormat.Csv)]
    [InlineData(TextEncoding.Utf8, FileFormat.Ndjson)]
    [InlineData(TextEncoding.Utf16, FileFormat.Ndjson)]
    [InlineData(TextEncoding.Utf8, FileFormat.Json)]
    [InlineData(TextEncoding.Latin1, FileFormat.Json)]
    public async Task ConvertAsync_AnyEncoding_ByteRangesFindTheRecordsInTheSource(TextEncoding encoding, FileFormat format)
    {
        var text = encoding switch
        {
            TextEncoding.Latin1 => "größe ÿ",
            TextEncoding.Windows1252 or TextEncoding.Iso8859Part15 => "größe €",
            TextEncoding.Iso8859Part2 => "größe Łódź",
            TextEncoding.ShiftJis => "日本 ｱｲ ソ表",
            _ => "größe € 😀",
        };
        var records = Enumerable.Range(1, 900).Select(i => (i % 5 == 0, (format == FileFormat.Csv, i % 5 == 0) switch
        {
            (true, true) => $"{text} {i},{text}",
            (true, false) => $"{i},{text}",
            (false, true) => $"{{\"id\":\"{text} {i}\"}}",
            (false, false) => $"{{\"id\":{i},\"name\":\"{text}\"}}",
        })).ToList();
        var all = records.Select(record => record.Item2);
        var content = format switch
        {
            FileFormat.Csv => $"id,name\n{string.Join("\r\n", all)}",
            FileFormat.Ndjson => string.Join("\n", all),
            _ => $" [{string.Join(" , ", all)}]",
        };
        Encoding writer = encoding switch
        {
            TextEncoding.Utf16 => new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
            TextEncoding.Utf8 => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
            _ => EncodingTableTests.Writer(encoding),
        };
        byte[] source = [.. encoding is TextEncoding.Utf8 or TextEncoding.Utf16 ? writer.GetPreamble() : [], .. writer.GetBytes(content)];
        var schema = TestSchema.Of("id int32", "name string") with { Encoding = encoding, Format = format };

        using var converted = await Converted.CsvAsync(
            schema.Constrain("id", new FieldConstraints { Unique = true }), source, options => options with { BlockBytes = 700 });

        var places = converted.Read(
            ConvertedFileKind.Quarantine, "SELECT byte_offset, byte_length FROM files ORDER BY record_number");
        Assert.Equal(
            records.Where(record => record.Item1).Select(record => record.Item2),
            places.Select(place => place.Split('|').Select(int.Parse).ToArray() is var p ? writer.GetString(source, p[0], p[1]) : ""));
    }

    [Fact]
    public async Task ConvertAsync_FaultOfAUtf16File_IsToldInBytesOfTheSource()
    {
        var text = "id,name\n1,größe €\n2,a\"b\n";
        byte[] source = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)];
        using var converted = await Converted.CsvAsync(
            TestSchema.Of("id int32", "name string") with { Encoding = TextEncoding.Utf16 }, source);

        var offset = 2 + (2 * text.IndexOf('"', StringComparison.Ordinal));
        Assert.Equal(("csv.misplaced_quote", offset), (converted.Fault.Code, converted.Fault.ByteOffset));
    }

    [Fact]
    public async Task ConvertAsync_EveryRecordBroken_IsWrittenAsItComes()
    {
        const int Records = 400_000;
        using var converted = await Converted.CsvAsync(
            TestSchema.Of("id int32"),
            "id\n" + string.Concat(Enumerable.Repeat("x\n", Records)),
            options => options with { RowGroupRows = 50_000, BlockBytes = 4 * 1024 * 1024 });

        Assert.Equal((Records, Records), (converted.Result.Records, converted.Result.RowsQuarantined));
        Assert.Equal(
            [$"{Records}|{Records}"],
            converted.Read(ConvertedFileKind.Quarantine, "SELECT count(DISTINCT record_number), max(record_number) FROM files"));
    }
}
