using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Emr;

/// <summary>From the lines that Hadoop streaming writes to Parquet; those that it reads are written by analytics_runner.py.</summary>
internal static class EmrText
{
    private const string Null = "\\N";

    /// <summary>Reads lines under the declared columns, strictly; the Parquet files lie in <paramref name="folder"/>.</summary>
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
        if (result.Outcome == ConversionOutcome.Accepted)
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
