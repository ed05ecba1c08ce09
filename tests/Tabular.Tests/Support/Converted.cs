using System.Text;
using System.Text.Json;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.ParquetInput;
using Analytics.Tabular.Schema;
using DuckDB.NET.Data;

namespace Analytics.Tabular.Tests.Support;

/// <summary>A source that was converted into a folder of its own, and what DuckDB reads back from there.</summary>
public sealed class Converted : IConvertedFileSink, IDisposable
{
    /// <summary>One DuckDB for all: to start one takes longer than most conversions.</summary>
    private static readonly DuckDBConnection Engine = OpenEngine();

    private readonly Lazy<string> _folder = new(() => Directory.CreateTempSubdirectory("tabular-").FullName);
    private ConversionResult? _result;

    public ConversionResult Result => _result ?? throw new InvalidOperationException("Not converted yet.");

    public IList<ConvertedFile> Accepted { get; } = [];

    public FileFault Fault => Result.Fault ?? throw new InvalidOperationException("The source was accepted.");

    public ConversionOptions Options => new() { ScratchDirectory = _folder.Value, BlockBytes = 64 * 1024 };

    public IEnumerable<string> FilesOnDisk => Directory.EnumerateFiles(_folder.Value, "*", SearchOption.AllDirectories);

    public static Task<Converted> CsvAsync(TableSchema schema, string text, Func<ConversionOptions, ConversionOptions>? change = null) =>
        CsvAsync(schema, Encoding.UTF8.GetBytes(text), change);

    public static Task<Converted> CsvAsync(TableSchema schema, byte[] bytes, Func<ConversionOptions, ConversionOptions>? change = null) =>
        FromAsync(schema, new MemoryStream(bytes), "test.csv", change);

    public static Task<Converted> FromAsync(
        TableSchema schema, Stream source, string name, Func<ConversionOptions, ConversionOptions>? change = null) =>
        FromAsync(change, (converted, options) => TableConverter.ConvertAsync(
            source, name, schema, options, converted, progress: null, TestContext.Current.CancellationToken));

    /// <summary>Replays records of a source.</summary>
    public static Task<Converted> ReplayAsync(
        TableSchema schema, byte[] bytes, ReplayRecords records, Func<ConversionOptions, ConversionOptions>? change = null) =>
        FromAsync(change, (converted, options) => TableConverter.ReplayAsync(
            new MemoryStream(bytes), _ => Task.FromResult<Stream>(new MemoryStream(bytes)), "test.csv", schema,
            options with { OnlyRecords = records }, converted, progress: null, TestContext.Current.CancellationToken));

    /// <summary>Converts a Parquet file that DuckDB writes from a query.</summary>
    public static Task<Converted> ParquetAsync(
        TableSchema schema, string query, string options = "", Func<ConversionOptions, ConversionOptions>? change = null) =>
        ParquetAsync(schema, path =>
        {
            using var connection = Engine.Duplicate();
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"COPY ({query}) TO '{path}' (FORMAT parquet{options})";
            command.ExecuteNonQuery();
        }, change);

    /// <summary>Converts a Parquet file that <paramref name="write"/> makes at a path.</summary>
    public static Task<Converted> ParquetAsync(
        TableSchema schema, Action<string> write, Func<ConversionOptions, ConversionOptions>? change = null) =>
        FromAsync(change, (converted, options) =>
        {
            var folder = Directory.CreateDirectory(Path.Combine(options.ScratchDirectory, "source"));
            var path = Path.Combine(folder.FullName, "source.parquet");
            write(path);
            return ParquetFileConverter.ConvertAsync(
                path, "source.parquet", schema with { Format = FileFormat.Parquet }, options, converted, progress: null,
                TestContext.Current.CancellationToken);
        });

    /// <summary>Converts a file that lies beside the tests of Parquet.</summary>
    public static Task<Converted> ParquetFileAsync(TableSchema schema, string name) =>
        ParquetAsync(schema, path => File.Copy(Path.Combine(AppContext.BaseDirectory, "ParquetInput", "Files", name), path));

    public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken)
    {
        Accepted.Add(file);
        return Task.CompletedTask;
    }

    /// <summary>
    /// The rows as DuckDB shows them, values joined by '|', NULL as such, in their order by all columns.
    /// </summary>
    public IReadOnlyList<string> Rows(string columns = "*", string orderBy = "ALL") =>
        Read(ConvertedFileKind.Data, $"SELECT {columns} FROM files ORDER BY {orderBy}");

    /// <summary>Broken records as <c>number:column/rule=value,…</c>, by number.</summary>
    public IReadOnlyList<string> Quarantine()
    {
        var lines = Read(ConvertedFileKind.Quarantine, "SELECT record_number, violations FROM files ORDER BY record_number");
        return [.. lines.Select(line =>
        {
            var end = line.IndexOf('|', StringComparison.Ordinal);
            var (number, json) = (line[..end], line[(end + 1)..]);
            using var violations = JsonDocument.Parse(json);
            var shown = violations.RootElement.EnumerateArray().Select(violation =>
                $"{violation.GetProperty("column").GetString()}/{violation.GetProperty("rule").GetString()}"
                + $"={violation.GetProperty("value").GetString() ?? "NULL"}");
            return $"{number}:{string.Join(",", shown)}";
        })];
    }

    /// <summary>The quarantined records, for a replay.</summary>
    public ReplayRecords ToReplay()
    {
        var records = new ReplayRecords();
        foreach (var line in Read(ConvertedFileKind.Quarantine, "SELECT record_number, byte_offset, byte_length FROM files"))
        {
            var place = line.Split('|').Select(long.Parse).ToArray();
            records.Add(place[0], place[1], place[2]);
        }

        return records;
    }

    public IReadOnlyList<string> Read(ConvertedFileKind kind, string sql)
    {
        var files = Result.Files.Where(file => file.Kind == kind).Select(file => $"'{file.Path}'").ToList();
        return files.Count == 0
            ? []
            : Query(sql.Replace("files", $"read_parquet([{string.Join(",", files)}])", StringComparison.Ordinal));
    }

    /// <summary>What DuckDB says of the files of rows; <c>files</c> stands for their list.</summary>
    public IReadOnlyList<string> Metadata(string sql)
    {
        var files = Result.Files.Where(file => file.Kind == ConvertedFileKind.Data).Select(file => $"'{file.Path}'");
        return Query(sql.Replace("files", $"[{string.Join(",", files)}]", StringComparison.Ordinal));
    }

    /// <summary>The same, seen through one of its files.</summary>
    public Converted Only(ConvertedFile file) => new() { _result = Result with { Files = [file] } };

    public void Dispose()
    {
        if (_folder.IsValueCreated)
        {
            Directory.Delete(_folder.Value, recursive: true);
        }
    }

    private static async Task<Converted> FromAsync(
        Func<ConversionOptions, ConversionOptions>? change, Func<Converted, ConversionOptions, Task<ConversionResult>> convert)
    {
        var converted = new Converted();
        try
        {
            converted._result = await convert(converted, change?.Invoke(converted.Options) ?? converted.Options);
            Assert.All(converted._result.Files, file => Assert.True(File.Exists(file.Path), $"{file.Path} is gone."));
            return converted;
        }
        catch (Exception)
        {
            converted.Dispose();
            throw;
        }
    }

    private static DuckDBConnection OpenEngine()
    {
        var engine = new DuckDBConnection("DataSource=:memory:");
        engine.Open();
        return engine;
    }

    private static List<string> Query(string sql)
    {
        using var connection = Engine.Duplicate();
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SET TimeZone='UTC'; SELECT columns(*)::VARCHAR FROM ({sql})";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            var values = Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : reader.GetString(i));
            rows.Add(string.Join('|', values));
        }

        return rows;
    }
}
