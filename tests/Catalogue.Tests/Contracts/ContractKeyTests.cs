using Analytics.Catalogue.Contracts;
using Analytics.Catalogue.Yaml;
using Analytics.Fixtures;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.ParquetInput;
using DuckDB.NET.Data;

namespace Analytics.Catalogue.Tests.Contracts;

/// <summary>
/// Every key of a contract with every format: it changes what becomes of a file of that format, or the contract has a fault that says that
/// it does not hold.
/// </summary>
public sealed class ContractKeyTests : IDisposable
{
    private const string Refused = "does not hold for the format";

    private static readonly string[] Formats = ["csv", "ndjson", "json", "parquet"];

    /// <summary>Keys that no reader of files asks for: what they are for is tested where it is done.</summary>
    private static readonly string[] NotOfReading =
    [
        "description", "owner", "source", "licence", "files", "freshWithin", "retain", "retain.versions", "retain.raw", "format", "fields",
        "fields.name", "fields.type", "fields.description", "fields.unit", "fields.constraints", "dialect",
    ];

    /// <summary>For each key: the contract's line, the type of the column v, and a value in each format that it decides on.</summary>
    private static readonly Dictionary<string, Row> Table = new(StringComparer.Ordinal)
    {
        ["encoding"] = new("encoding: utf-8", "string", "x", null, null) { Refuses = "encoding: latin-1" },
        ["dialect.delimiter"] = new("dialect: { delimiter: ';' }", "string", "1;x", null, null, Raw: true),
        ["dialect.quoteChar"] = new("dialect: { quoteChar: null }", "string", "1,a\"b", null, null, Raw: true),
        ["dialect.escapeChar"] = new("dialect: { escapeChar: '\\' }", "string", "1,a\\,b", null, null, Raw: true),
        ["dialect.header"] = new("dialect: { header: false }", "string", "1,x", null, null, Raw: true),
        ["dialect.commentChar"] = new("dialect: { commentChar: '#' }", "string", "#\n1,x", null, null, Raw: true),
        ["dialect.quotedEmpty"] = new("dialect: { quotedEmpty: missing }", "string", "1,\"\"", null, null, Raw: true),
        ["missingValues"] = new("missingValues: [NA]", "uuid", "NA", "\"NA\"", "'NA'"),
        ["unknownFields"] = new("unknownFields: ignore", "string", "x,y", "\"x\",\"w\":1", "'x' AS v, 1 AS w", Unknown: true),
        ["maxRejectedShare"] = new("maxRejectedShare: 1", "int16", "x", "\"x\"", "1.5::DOUBLE"),
        ["partitionBy"] = new("partitionBy: [v]", "string", "x", "\"x\"", "'x'"),
        ["fields.format"] = new("format: '%d.%m.%Y'", "date", "31.12.2001", "\"31.12.2001\"", null, OfField: true),
        ["fields.decimalChar"] = new("decimalChar: ','", "double", "\"1,5\"", "\"1,5\"", null, OfField: true),
        ["fields.groupChar"] = new("groupChar: '_'", "int64", "1_500", "\"1_500\"", null, OfField: true),
        ["fields.trueValues"] = new("trueValues: [J]", "boolean", "J", "\"J\"", null, OfField: true),
        ["fields.falseValues"] = new("falseValues: [N]", "boolean", "N", "\"N\"", null, OfField: true),
        ["fields.constraints.required"] = new("constraints: { required: true }", "string", "", "null", "NULL::VARCHAR", OfField: true),
        ["fields.constraints.unique"] = new("constraints: { unique: true }", "string", "x", "\"x\"", "'x'", OfField: true, Twice: true),
        ["fields.constraints.minimum"] = new("constraints: { minimum: '2' }", "int64", "1", "1", "1", OfField: true),
        ["fields.constraints.maximum"] = new("constraints: { maximum: '0' }", "int64", "1", "1", "1", OfField: true),
        ["fields.constraints.minLength"] = new("constraints: { minLength: 2 }", "string", "x", "\"x\"", "'x'", OfField: true),
        ["fields.constraints.maxLength"] = new("constraints: { maxLength: 1 }", "string", "xx", "\"xx\"", "'xx'", OfField: true),
        ["fields.constraints.pattern"] = new("constraints: { pattern: 'y' }", "string", "x", "\"x\"", "'x'", OfField: true),
        ["fields.constraints.enum"] = new("constraints: { enum: [y] }", "string", "x", "\"x\"", "'x'", OfField: true),
    };

    private readonly ScratchFolder _folder = new();

    public static TheoryData<string, string> KeysAndFormats()
    {
        var data = new TheoryData<string, string>();
        foreach (var key in Table.Keys)
        {
            foreach (var format in Formats)
            {
                data.Add(key, format);
            }
        }

        return data;
    }

    [Fact]
    public void Table_EveryKeyThatTheReaderKnows_StandsInIt()
    {
        var faults = new FaultList("orders.yaml");
        ContractReader.Read(
            "orders",
            "format: csv\ndialect: { delimiter: ';' }\nretain: { versions: 3 }\n"
                + "fields: [{ name: v, type: string, constraints: { required: true } }]\n",
            faults);
        string[] used = ["format", "dialect", "dialect.delimiter", "retain", "retain.versions", "fields", "fields.name", "fields.type",
            "fields.constraints", "fields.constraints.required"];

        Assert.Empty(faults.All);
        Assert.Equal(
            Table.Keys.Concat(NotOfReading).Order(StringComparer.Ordinal),
            faults.KeysNotUsed.Select(key => key.Replace("fields[0]", "fields", StringComparison.Ordinal)).Concat(used).Distinct()
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(KeysAndFormats))]
    public async Task Read_EveryKeyWithEveryFormat_HoldsOrIsRefused(string key, string format)
    {
        var row = Table[key];
        var (value, holds) = format switch
        {
            "csv" => (row.Csv, true),
            "parquet" => (row.Parquet, row.Parquet is not null),
            _ => (row.Json, row.Json is not null),
        };
        var (contract, faults) = Read(row, format, holds || row.Refuses is null ? row.Line : row.Refuses);
        if (!holds)
        {
            Assert.Contains(faults, fault => fault.Key.EndsWith(key.Split('.')[^1], StringComparison.Ordinal)
                || fault.Key == key.Split('.')[0]);
            Assert.Contains(faults, fault => fault.Message.Contains(Refused, StringComparison.Ordinal));
            return;
        }

        Assert.Empty(faults);
        if (key == "encoding")
        {
            return;
        }

        var without = Read(row, format, null).Contract;
        Assert.NotEqual(await OutcomeAsync(without, row, format, value), await OutcomeAsync(contract, row, format, value));
    }

    public void Dispose() => _folder.Dispose();

    private static (DatasetContract? Contract, IReadOnlyList<Analytics.Catalogue.CatalogueFault> Faults) Read(
        Row row, string format, string? line)
    {
        var faults = new FaultList("t.yaml");
        var (top, field) = row.OfField ? ("", line ?? "") : (line ?? "", "");
        var text = $$"""
            format: {{format}}
            fields:
              - { name: i, type: int64 }
              - name: v
                type: {{row.Type}}
            {{(field.Length == 0 ? "" : "    " + field)}}
            {{top}}
            """;
        return (ContractReader.Read("t", text, faults), faults.All);
    }

    /// <summary>All that a conversion says: its fault or its rows, its violations, its files' values and its rows.</summary>
    private async Task<string> OutcomeAsync(DatasetContract? contract, Row row, string format, string? value)
    {
        var schema = contract?.Schema ?? throw new InvalidOperationException("The contract has faults.");
        var options = new ConversionOptions { ScratchDirectory = Directory.CreateDirectory(_folder.File($"{Guid.NewGuid():N}")).FullName };
        var stop = TestContext.Current.CancellationToken;
        ConversionResult result;
        if (format == "parquet")
        {
            var path = Path.Combine(options.ScratchDirectory, "source.parquet");
            var select = row.Unknown ? $"SELECT 1 AS i, {value}" : $"SELECT 1 AS i, {value} AS v";
            Query($"COPY ({select}{(row.Twice ? " UNION ALL " + select : "")}) TO '{path}' (FORMAT parquet)");
            result = await ParquetFileConverter.ConvertAsync(path, "a.parquet", schema, options, new Sink(), null, stop);
        }
        else
        {
            var one = format == "csv" ? (row.Raw ? value : $"1,{value}") : $"{{\"i\":1,\"v\":{value}}}";
            var text = (format, row.Raw) switch
            {
                ("csv", true) => $"i,v\n{one}\n",
                ("csv", _) => $"{(row.Unknown ? "i,v,w" : "i,v")}\n{one}\n{(row.Twice ? one + "\n" : "")}",
                ("json", _) => $"[{one}{(row.Twice ? "," + one : "")}]",
                _ => $"{one}\n{(row.Twice ? one + "\n" : "")}",
            };
            using var source = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
            result = await TableConverter.ConvertAsync(source, $"a.{format}", schema, options, new Sink(), null, stop);
        }

        var rows = result.Files.Where(file => file.Kind == ConvertedFileKind.Data).Select(file => Query($"SELECT * FROM '{file.Path}'"));
        var partitions = result.Files.SelectMany(file => file.Partition).Select(pair => $"{pair}");
        return string.Join('\n', [
            $"{result.Fault?.Code} {result.Records} {result.RowsKept} {result.RowsQuarantined}",
            .. result.Violations.Select(violation => $"{violation}"), .. partitions, .. rows]);
    }

    private static string Query(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i =>
                reader.IsDBNull(i) ? "NULL" : $"'{reader.GetValue(i)}'")));
        }

        return string.Join('\n', rows);
    }

    /// <param name="Line">The key as the contract has it.</param>
    /// <param name="Type">The type of the column v.</param>
    /// <param name="Csv">The value in CSV; the whole record where <paramref name="Raw"/> is set.</param>
    /// <param name="Json">The value in JSON; null where the key is refused.</param>
    /// <param name="Parquet">The value in SQL; null where the key is refused.</param>
    /// <param name="OfField">Whether the key is the field's.</param>
    private sealed record Row(
        string Line, string Type, string Csv, string? Json, string? Parquet, bool OfField = false, bool Raw = false, bool Twice = false,
        bool Unknown = false)
    {
        /// <summary>The key as other formats refuse it, where not any value of it is refused.</summary>
        public string? Refuses { get; init; }
    }

    private sealed class Sink : IConvertedFileSink
    {
        public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
