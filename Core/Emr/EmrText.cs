using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Storage;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

using ParquetSharp;

namespace Analytics.Emr;

/// <summary>Between Parquet and the lines that Hadoop streaming reads and writes.</summary>
/// <param name="embedded">Makes the lines, within a sandbox.</param>
internal sealed class EmrText(IObjectStore store, EmbeddedJobEngine embedded)
{
    private const string Line = "line";
    private const string Null = "\\N";

    private static readonly ColumnType Text = new(ColumnKind.String);

    /// <summary>Writes an input's rows as lines: its columns in their order, separated by tabs.</summary>
    public async Task WriteAsync(EngineTask task, EngineInput input, ObjectKey key, CancellationToken cancellationToken)
    {
        var scratch = $"{task.ScratchDirectory}-{input.Name}";
        var files = new List<string>();
        foreach (var file in input.Files)
        {
            files.Add(await store.FetchAsync(ObjectKey.Parse(file), Path.GetDirectoryName(scratch) ?? scratch, cancellationToken)
                ?? throw new EngineFailureException(new EngineFailure(
                    EngineFailureCode.Input, "An input file is gone.", [file],
                    "Bring the file back from a backup of the processed store, or ingest its raw object again.", Retryable: false)));
        }

        var lines = await EmbeddedSql.RunAsync(
            embedded,
            task with
            {
                Sql = $"SELECT {string.Join(" || chr(9) || ", input.Columns.Select(column => Escaped(SqlNames.Quote(column.Name))))} "
                    + $"AS {Line} FROM {SqlNames.Quote(input.Name)}",
                Parameters = [],
                Inputs = [input with { Files = files }],
                Output = new EngineOutput([new EngineColumn(Line, Text)], []),
                ScratchDirectory = scratch,
            },
            cancellationToken);
        var path = $"{scratch}.tsv";
        await WriteLinesAsync(lines, path, cancellationToken);
        await store.PutFileAsync(key, path, PutCondition.Always, cancellationToken);
        Directory.Delete(scratch, recursive: true);
    }

    /// <summary>Reads lines back under the declared columns, strictly; the Parquet files lie in <paramref name="folder"/>.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(
        string path, IReadOnlyList<EngineColumn> columns, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var schema = new TableSchema
        {
            Format = FileFormat.Csv,
            Dialect = new Dialect { Delimiter = '\t', QuoteChar = null, Header = false },
            MissingValues = [Null],
            Fields = [.. columns.Select(column => new Field
            {
                Name = column.Name,
                Type = column.Type,
                Constraints = new FieldConstraints { Required = column.Required },
            })],
        };
        await using var lines = File.OpenRead(path);
        await using Stream source = columns.Count == 1 ? new TrailingTabs(lines) : lines;
        var sink = new Taken();
        var result = await TableConverter.ConvertAsync(
            source, Path.GetFileName(path), schema, new ConversionOptions { ScratchDirectory = folder }, sink, null, cancellationToken);
        if (result.Verdict == ConversionVerdict.Accepted)
        {
            return sink.Paths;
        }

        throw new EngineFailureException(new EngineFailure(
            EngineFailureCode.Output, "The lines of the result are not the columns that the job declares.",
            [
                .. result.Violations.Select(violation => ShowViolation(path, violation)),
                .. result.Fault is { } fault ? new[] { fault.Line is { } line ? $"{fault.Message} (line {line})" : fault.Message } : [],
            ],
            $"Let the last program write the declared columns, in their order, separated by tabs, {Null} for NULL.", Retryable: false));
    }

    private static string ShowViolation(string path, ViolationCount violation) =>
        $"{Path.GetFileName(path)}: {(violation.Column.Length > 0 ? violation.Column : "the whole line")} breaks '{violation.Rule}' in "
        + $"{violation.Count} lines, first in line {violation.FirstRecord}: {violation.SampleValue ?? "nothing is there"}";

    private static string Escaped(string column) =>
        $"coalesce(replace(replace(replace(replace({column}::VARCHAR, '\\', '\\\\'), chr(9), '\\t'), chr(10), '\\n'), "
        + $"chr(13), '\\r'), '{Null}')";

    private static async Task WriteLinesAsync(EngineOutcome.Succeeded lines, string path, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(path) { NewLine = "\n" };
        foreach (var file in lines.Files)
        {
            using var reader = new ParquetFileReader(file.Path);
            for (var group = 0; group < reader.FileMetaData.NumRowGroups; group++)
            {
                using var rows = reader.RowGroup(group);
                using var column = rows.Column(0);
                using var values = column.LogicalReader<string>();
                foreach (var line in values)
                {
                    await writer.WriteLineAsync(line.AsMemory(), cancellationToken);
                }
            }
        }
    }

    private sealed class Taken : IConvertedFileSink
    {
        public List<string> Paths { get; } = [];

        public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken)
        {
            if (file.Kind == ConvertedFileKind.Data)
            {
                Paths.Add(file.Path);
            }

            return Task.CompletedTask;
        }
    }
}
