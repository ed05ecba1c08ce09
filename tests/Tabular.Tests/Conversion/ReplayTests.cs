using System.Text;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;

namespace Analytics.Tabular.Tests.Conversion;

public class ReplayTests
{
    private static readonly TableSchema Schema = TestSchema.Of("id int32", "name string");

    private static readonly TableSchema Amounts =
        TestSchema.Of("id int32", "amount int32").Constrain("id", new FieldConstraints { Unique = true });

    [Fact]
    public async Task Replay_ContractThatTakesSomeOfThem_TakesThoseAloneAndCountsThose()
    {
        var source = "id,name\n1,a\nx,b\n\n3,c\ny,d,e\n5,f\n"u8.ToArray();
        using var converted = await ReplayAsync(
            Schema, Schema.With("id", field => field with { Type = new ColumnType(ColumnKind.String) }) with { MaxRejectedShare = 0 },
            source, options => options with { BlockBytes = 16 });

        Assert.Equal((ConversionOutcome.Accepted, 2L), (converted.Result.Outcome, converted.Result.Records));
        Assert.Equal(["x|b"], converted.Rows());
        Assert.Equal(["4:/csv.fields=3 fields instead of 2"], converted.Quarantine());
    }

    [Fact]
    public async Task Replay_HeaderThatWasTakenForARecord_IsRefused()
    {
        using var converted = await ReplayAsync(
            Schema with { Dialect = new Dialect { Header = false } }, Schema, "id,name\n1,a\n2,b\n"u8.ToArray());

        Assert.Equal("replay.records_moved", converted.Fault.Code);
        Assert.Empty(converted.FilesOnDisk);
    }

    [Fact]
    public async Task Replay_RecordThatIsACommentNow_IsRefusedAlsoWhereAnotherHasItsNumber()
    {
        using var converted = await ReplayAsync(
            Schema, Schema with { Dialect = new Dialect { CommentChar = '#' } }, "id,name\n1,a\n#,b\n2,c\n"u8.ToArray());

        Assert.Equal(("replay.records_moved", 1L), (converted.Fault.Code, converted.Result.Records));
        Assert.Contains("Of the 1 quarantined records not all are where they were", converted.Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_NumberPastTheEnd_IsRefused()
    {
        var records = new ReplayRecords();
        records.Add(9, 100, 3);
        using var converted = await Converted.ReplayAsync(Schema, "id,name\n1,a\n"u8.ToArray(), records);

        Assert.Equal("replay.records_moved", converted.Fault.Code);
        Assert.Contains("Of the 1 quarantined records only 0 are where they were", converted.Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_EncodingCorrected_FindsTheSameBytes()
    {
        var source = Encoding.Latin1.GetBytes("id,name\n1,\u00e9\n2,b\n3,\u00e8\n");
        using var converted = await ReplayAsync(Schema, Schema with { Encoding = TextEncoding.Latin1 }, source);

        Assert.Equal(["1|\u00e9", "3|\u00e8"], converted.Rows());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Replay_DuplicateOfAKeptRow_StaysInQuarantine(int workers)
    {
        // Record 2 is a duplicate, 3 breaks its type; 4 is a kept row behind a record with its id, and 5 and 6 have one of their own.
        var source = "id,amount\n1,10\n1,20\n4,1.5\n4,40\n2,2.5\n2,3.5\n"u8.ToArray();
        using var converted = await ReplayAsync(
            Amounts, Amounts.With("amount", field => field with { Type = new ColumnType(ColumnKind.Decimal, 9, 2) }), source,
            options => options with { Workers = workers, BlockBytes = 12 });

        Assert.Equal(["2|2.50"], converted.Rows());
        Assert.Equal(["2:id/unique=1", "3:id/unique=4", "6:id/unique=2"], converted.Quarantine());
    }

    [Fact]
    public async Task Replay_DuplicateOfAKeptRowThatTheContractWouldTakeNoMore_StaysInQuarantine()
    {
        var source = "id,amount\n1,10\n1,x\n"u8.ToArray();
        var tightened = Amounts.With("amount", field => field with { Type = new ColumnType(ColumnKind.String) })
            .Constrain("amount", new FieldConstraints { Enum = ["x"] });
        using var converted = await ReplayAsync(Amounts, tightened, source);

        Assert.Equal(["2:id/unique=1"], converted.Quarantine());
    }

    [Fact]
    public async Task Replay_QuoteOutOfPlaceInARecordThatIsNotAskedFor_RejectsTheFile()
    {
        using var converted = await ReplayAsync(
            Schema with { Dialect = new Dialect { QuoteChar = null } }, Schema, "id,name\n1,a\"\"b\nx,c\n"u8.ToArray());

        Assert.Equal("csv.misplaced_quote", converted.Fault.Code);
    }

    private static async Task<Converted> ReplayAsync(
        TableSchema before, TableSchema now, byte[] source, Func<ConversionOptions, ConversionOptions>? change = null)
    {
        using var first = await Converted.CsvAsync(before, source);
        return await Converted.ReplayAsync(now, source, first.ToReplay(), change);
    }
}
