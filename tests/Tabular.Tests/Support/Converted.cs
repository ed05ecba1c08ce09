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
    private readonly string _folder = Directory.CreateTempSubdirectory("tabular-").FullName;
    private ConversionResult? _result;

    public ConversionResult Result => _result ?? throw new InvalidOperationException("Not converted yet.");

    public IList<ConvertedFile> Accepted { get; } = [];

    public FileFault Fault => Result.Fault ?? throw new InvalidOperationException("The source was accepted.");

    public ConversionOptions Options => new() { ScratchDirectory = _folder, BlockBytes = 64 * 1024 };

    public IEnumerable<string> FilesOnDisk => Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories);

    public static Task<Converted> CsvAsync(TableSchema schema, string text, Func<ConversionOptions, ConversionOptions>? change = null) =>
        CsvAsync(schema, Encoding.UTF8.GetBytes(text), change);

    public static Task<Converted> CsvAsync(TableSchema schema, byte[] bytes, Func<ConversionOptions, ConversionOptions>? change = null) =>
        FromAsync(schema, new MemoryStream(bytes), "test.csv", change);

    public static async Task<Converted> FromAsync(
        TableSchema schema, Stream source, string name, Func<ConversionOptions, ConversionOptions>? change = null)
    {
        var converted = new Converted();
        var options = change?.Invoke(converted.Options) ?? converted.Options;
        converted._result = await TableConverter.ConvertAsync(
            source, name, schema, options, converted, progress: null, TestContext.Current.CancellationToken);
        return converted;
    }

    /// <summary>Converts a Parquet file that DuckDB writes from a query.</summary>
    public static Task<Converted> ParquetAsync(
        TableSchema schema, string query, string options = "", Func<ConversionOptions, ConversionOptions>? change = null) =>
        ParquetAsync(schema, path =>
        {
            using var connection = new DuckDBConnection("Data Source=:memory:");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"COPY ({query}) TO '{path}' (FORMAT parquet{options})";
            command.ExecuteNonQuery();
        }, change);

    /// <summary>Converts a Parquet file that <paramref name="write"/> makes at a path.</summary>
    public static async Task<Converted> ParquetAsync(
        TableSchema schema, Action<string> write, Func<ConversionOptions, ConversionOptions>? change = null)
    {
        var converted = new Converted();
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(converted._folder, "source")).FullName, "source.parquet");
        write(path);
        var options = change?.Invoke(converted.Options) ?? converted.Options;
        converted._result = await ParquetFileConverter.ConvertAsync(
            path, "source.parquet", schema with { Format = FileFormat.Parquet }, options, converted, progress: null,
            TestContext.Current.CancellationToken);
        return converted;
    }

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

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static List<string> Query(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
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
