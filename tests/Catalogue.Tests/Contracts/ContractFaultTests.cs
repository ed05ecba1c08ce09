namespace Analytics.Catalogue.Tests.Contracts;

public sealed class ContractFaultTests : IDisposable
{
    private readonly TestCatalogue _catalogue = new();

    [Theory]
    [InlineData("fomat: csv", "3:fomat", "is not a known key; did you mean 'format'?")]
    [InlineData("colour: red", "3:colour", "is not a known key.")]
    [InlineData("format: csv", "3:format", "is already set in line 1")]
    [InlineData("encoding: ebcdic", "3:encoding", "'ebcdic' is none of them")]
    [InlineData("maxRejectedShare: 120%", "3:maxRejectedShare", "must be a share from 0 to 1 or a percentage")]
    [InlineData("maxRejectedShare: -0.1", "3:maxRejectedShare", "must be a share")]
    [InlineData("freshWithin: soon", "3:freshWithin", "such as 30s, 15m, 36h or 90d")]
    [InlineData("freshWithin: [1h]", "3:freshWithin", "must be a text")]
    [InlineData("retain: 30", "3:retain", "must be a mapping")]
    [InlineData("retain: { versions: 0 }", "3:retain.versions", "from 1 to 1,000,000")]
    [InlineData("retain: { raw: 3 weeks }", "3:retain.raw", "must be a time")]
    [InlineData("partitionBy: [idd]", "3:partitionBy", "did you mean 'id'?")]
    [InlineData("partitionBy: [id, id]", "3:partitionBy", "names a field twice")]
    [InlineData("partitionBy: [price]", "3:partitionBy", "cannot split by 'price'")]
    [InlineData("unknownFields: keep", "3:unknownFields", "must be reject, ignore")]
    [InlineData("missingValues: { a: b }", "3:missingValues", "must be a list of texts")]
    [InlineData("dialect: { delimiter: ab }", "3:dialect.delimiter", "must be one ASCII character")]
    [InlineData("dialect: { quoteChar: \",\" }", "3:dialect.delimiter", "must be different characters")]
    [InlineData("dialect: { header: yes }", "3:dialect.header", "must be true or false, not 'yes'")]
    [InlineData("dialect: { delimeter: x }", "3:dialect.delimeter", "did you mean 'delimiter'?")]
    public async Task ReadAsync_WrongKey_NamesLineAndKey(string line, string place, string message)
    {
        _catalogue.Write("datasets/sales.yaml", $$"""
            format: csv
            fields: [{ name: id, type: int32 }, { name: day, type: date }, { name: price, type: double }]
            {{line}}
            """);

        await ExpectAsync(place, message);
    }

    [Theory]
    [InlineData("type: int33", "'int33' is not a type", "type")]
    [InlineData("type: \"decimal(40,2)\"", "is not a type", "type")]
    [InlineData("type: int32, format: \"%d\"", "goes with date, time", "format")]
    [InlineData("type: date, format: \"%Q\"", "'%Q'", "format")]
    [InlineData("type: int32, decimalChar: \",\"", "goes with float, double and decimal", "decimalChar")]
    [InlineData("type: string, groupChar: \",\"", "goes with numbers", "groupChar")]
    [InlineData("type: double, groupChar: \".\"", "must be another character than decimalChar", "groupChar")]
    [InlineData("type: double, groupChar: \"5\"", "not a letter, digit or sign", "groupChar")]
    [InlineData("type: boolean, trueValues: [J], falseValues: [J]", "must share no text", "trueValues")]
    [InlineData("type: int32, constraints: { pattern: \"[0-9]+\" }", "goes with string", "constraints.pattern")]
    [InlineData("type: string, constraints: { pattern: \"(\" }", "cannot be used as a pattern", "constraints.pattern")]
    [InlineData("type: string, constraints: { pattern: '(a)\\1' }", "without backtracking", "constraints.pattern")]
    [InlineData("type: string, constraints: { pattern: \".*a.{2000}\" }", "without backtracking", "constraints.pattern")]
    [InlineData("type: int32, constraints: { minLength: 2 }", "goes with string", "constraints.minLength")]
    [InlineData("type: string, constraints: { minLength: 3, maxLength: 2 }", "must not be above maxLength", "constraints.minLength")]
    [InlineData("type: string, constraints: { maxLength: -1 }", "must be a whole number from 0", "constraints.maxLength")]
    [InlineData("type: string, constraints: { minimum: a }", "goes with numbers, dates and times", "constraints.minimum")]
    [InlineData("type: int16, constraints: { minimum: \"40000\" }", "'40000' is not a valid int16", "constraints.minimum")]
    [InlineData("type: date, constraints: { maximum: tomorrow }", "'tomorrow' is not a valid date", "constraints.maximum")]
    [InlineData("type: int32, constraints: { enum: [1, two] }", "'two' is not a valid int32", "constraints.enum")]
    [InlineData("type: uuid, constraints: { enum: [a] }", "does not go with uuid", "constraints.enum")]
    [InlineData("type: int32, constraints: { required: maybe }", "must be true or false", "constraints.required")]
    [InlineData("type: int32, constraints: { requird: true }", "did you mean 'required'?", "constraints.requird")]
    [InlineData("type: int32, units: USD", "did you mean 'unit'?", "units")]
    public async Task ReadAsync_WrongField_NamesLineAndKey(string field, string message, string key)
    {
        _catalogue.Write("datasets/sales.yaml", $$"""
            format: csv
            fields:
              - { name: id, type: int32 }
              - { name: day, {{field}} }
            """);

        await ExpectAsync($"4:fields[1].{key}", message);
    }

    [Theory]
    [InlineData("date", "%Y-%m-%d %H:%M", "'%H', which a date would lose")]
    [InlineData("date", "%d/%m", "lacks the year")]
    [InlineData("date", "%Y-%m", "lacks the day")]
    [InlineData("date", "%d.%Y", "lacks the month")]
    [InlineData("date", "%Y-%m-%j", "'%j' beside a month or day")]
    [InlineData("date", "%Y-%m-%b-%d", "names the month twice")]
    [InlineData("date", "today", "lacks the year")]
    [InlineData("time", "%H:%M %p", "'%p' without '%I'")]
    [InlineData("time", "%I:%M", "'%I' without '%p'")]
    [InlineData("time", "%H:%S", "without minutes")]
    [InlineData("time", "%H:%M.%f", "without seconds")]
    [InlineData("time", "%M:%S", "lacks the hour")]
    [InlineData("time", "%d %H:%M", "'%d', which a time would lose")]
    [InlineData("timestamp", "%d/%m %H:%M", "lacks the year")]
    [InlineData("timestamp", "%Y-%m-%d", "lacks the hour")]
    [InlineData("timestamp", "%Y-%m-%d %H:%M %z", "'%z', which a timestamp would lose")]
    [InlineData("timestamptz", "%Y-%m-%d %H:%M", "lacks the offset")]
    public async Task ReadAsync_FormatThatLosesOrGuesses_IsAFault(string type, string format, string message)
    {
        _catalogue.Write("datasets/sales.yaml", $$"""
            format: csv
            fields:
              - { name: id, type: int32 }
              - { name: day, type: {{type}}, format: "{{format}}" }
            """);

        await ExpectAsync("4:fields[1].format", message);
    }

    [Theory]
    [InlineData("fields: [{ name: id, type: int32 }]", "1:format", "is missing")]
    [InlineData("format: csv", "1:fields", "is missing")]
    [InlineData("format: csv\nfields: []", "2:fields", "must declare 1 to 5,000 fields")]
    [InlineData("format: csv\nfields: many", "2:fields", "must be a list")]
    [InlineData("format: csv\nfields:\n  - id", "3:fields[0]", "must be a mapping")]
    [InlineData("format: csv\nfields:\n  - type: int32", "3:fields[0].name", "is missing")]
    [InlineData("format: csv\nfields:\n  - name: id", "3:fields[0].type", "is missing")]
    [InlineData(
        "format: csv\nfields:\n  - { name: id, type: int32 }\n  - { name: ID, type: int32 }", "4:fields[1].name", "is declared twice")]
    [InlineData("format: json\nencoding: latin-1\nfields: [{ name: id, type: int32 }]", "2:encoding", "does not hold for the format json")]
    [InlineData("format: json\ndialect: { header: true }\nfields: [{ name: id, type: int32 }]", "2:dialect", "for the format json")]
    public async Task ReadAsync_WrongFile_NamesLineAndKey(string text, string place, string message)
    {
        _catalogue.Write("datasets/sales.yaml", text);

        await ExpectAsync(place, message);
    }

    [Fact]
    public async Task ReadAsync_MoreUniqueFieldsThanHaveRoom_NamesTheFields()
    {
        var fields = Enumerable.Range(0, 17).Select(i => $"  - {{ name: f{i}, type: int32, constraints: {{ unique: true }} }}\n");
        _catalogue.Write("datasets/sales.yaml", "format: csv\nfields:\n" + string.Concat(fields));

        await ExpectAsync("2:fields", "no more than 16 fields as unique, not 17");
    }

    public void Dispose() => _catalogue.Dispose();

    /// <summary>That fault and no other of the contract; the job over it has faults too, since its input is not there.</summary>
    private async Task ExpectAsync(string place, string message)
    {
        var snapshot = await _catalogue.ReadAsync();

        var fault = Assert.Single(snapshot.Faults, fault => fault.File == "datasets/sales.yaml");
        Assert.Equal(place, $"{fault.Line}:{fault.Key}");
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Empty(snapshot.Datasets);
    }
}
