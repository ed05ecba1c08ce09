using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Analytics.Bench.Harness;

namespace Analytics.Bench.Ingest;

/// <summary>TPC-H's largest table as a file of each kind.</summary>
internal static class Lineitem
{
    /// <summary>As many as the table has at scale 1 (1 GB).</summary>
    public const int AllRows = 6_001_215;

    /// <summary>For what is repeated too often, or takes too long, with all of them.</summary>
    public const int SomeRows = 2_000_000;

    private static readonly DateOnly FirstDay = new(1992, 1, 1);

    public static readonly IReadOnlyList<(string Name, string Contract, string Duck)> Columns =
    [
        ("l_orderkey", "int64", "BIGINT"), ("l_partkey", "int64", "BIGINT"), ("l_suppkey", "int64", "BIGINT"),
        ("l_linenumber", "int32", "INTEGER"), ("l_quantity", "decimal(15,2)", "DECIMAL(15,2)"),
        ("l_extendedprice", "decimal(15,2)", "DECIMAL(15,2)"), ("l_discount", "decimal(15,2)", "DECIMAL(15,2)"),
        ("l_tax", "decimal(15,2)", "DECIMAL(15,2)"), ("l_returnflag", "string", "VARCHAR"),
        ("l_linestatus", "string", "VARCHAR"),
        ("l_shipdate", "date", "DATE"), ("l_commitdate", "date", "DATE"), ("l_receiptdate", "date", "DATE"),
        ("l_shipinstruct", "string", "VARCHAR"), ("l_shipmode", "string", "VARCHAR"), ("l_comment", "string", "VARCHAR"),
    ];

    public static string Contract(SourceKind kind) =>
        $"""
         format: {(kind == SourceKind.Ndjson ? "ndjson" : "csv")}
         maxRejectedShare: 1%
         fields:
         {string.Join('\n', Columns.Select(FieldOf))}
         """;

    private static string FieldOf((string Name, string Contract, string Duck) column) =>
        $"  - {{ name: {column.Name}, type: \"{column.Contract}\", constraints: {{ required: true }} }}";

    /// <summary>Writes the file and returns its path.</summary>
    public static async Task<string> WriteAsync(
        BenchSetup setup, string folder, SourceKind kind, int rows, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, kind switch
        {
            SourceKind.Gzip => "lineitem.csv.gz",
            SourceKind.Ndjson => "lineitem.ndjson",
            _ => "lineitem.csv",
        });
        await using var file = File.Create(path);
        await using Stream packed = kind == SourceKind.Gzip ? new GZipStream(file, CompressionLevel.Optimal) : file;
        await using var writer = new StreamWriter(packed);
        if (kind != SourceKind.Ndjson)
        {
            await writer.WriteLineAsync(string.Join(',', Columns.Select(column => column.Name)));
        }

        long number = 0;
        foreach (var line in Lines(setup, rows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            var shown = kind switch
            {
                SourceKind.Ndjson => ToJson(line),
                // The first column becomes a fraction, which an int64 may not swallow.
                SourceKind.BrokenCsv when number % 1000 == 0 =>
                    line.Insert(line.IndexOf(',', StringComparison.Ordinal), ".5"),
                _ => line,
            };
            await writer.WriteLineAsync(shown);
        }

        return path;
    }

    public static IEnumerable<string> Lines(BenchSetup setup, int rows) => setup.TpchFolder is { } folder
        ? File.ReadLines(Path.Combine(folder, "lineitem.csv")).Skip(1).Take(rows)
        : Enumerable.Range(1, rows).Select(Generated);

    /// <summary>Rows of the same shape, for a machine without TPC-H; a fixed seed for each row.</summary>
    private static string Generated(int row)
    {
        var random = new Random(row);
        string Day() => FirstDay.AddDays(random.Next(2500)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string Money(int most) => (random.Next(most) / 100m).ToString("0.00", CultureInfo.InvariantCulture);
        return string.Join(
            ',', row / 4, random.Next(200_000), random.Next(10_000), (row % 4) + 1, Money(5000), Money(10_000_000),
            Money(11), Money(9), "N", "O", Day(), Day(), Day(), "DELIVER IN PERSON", "TRUCK",
            new string((char)('a' + random.Next(26)), 10 + random.Next(30)));
    }

    /// <summary>Of TPC-H's texts only the last one, the comment, may hold a comma; then it is quoted.</summary>
    private static string ToJson(string line)
    {
        var values = line.Split(',', Columns.Count);
        var pairs = Columns.Select((column, index) => column.Duck is "VARCHAR" or "DATE"
            ? $"\"{column.Name}\":\"{JsonEncodedText.Encode(values[index].Trim('"'))}\""
            : $"\"{column.Name}\":{values[index]}");
        return $"{{{string.Join(',', pairs)}}}";
    }
}
