using System.Runtime.CompilerServices;

using Analytics.Api.Results;
using Analytics.Datasets;
using Analytics.Results;

namespace Analytics.Api.Quarantine;

/// <summary>Quarantine as CSV: one line for each rule that a record broke, or for each rule of a dataset.</summary>
internal sealed class QuarantineCsv(string name, IReadOnlyList<string> columns, IAsyncEnumerable<object?[]> rows) : IResult
{
    private static readonly IReadOnlyList<string> RecordColumns =
        ["record", "line", "byte_offset", "byte_length", "column", "rule", "value", "raw", "raw_is_cut", "contract_version"];

    private static readonly IReadOnlyList<string> RuleColumns =
        ["column", "rule", "violations", "files", "first_record", "first_line", "sample_value"];

    public static QuarantineCsv Of(long outcome, IAsyncEnumerable<QuarantinedEntry> records) =>
        new($"quarantine-{outcome}", RecordColumns, Rows(records));

    public static QuarantineCsv Of(string dataset, IReadOnlyList<QuarantineRule> rules) => new(
        $"quarantine-{Uri.EscapeDataString(dataset)}",
        RuleColumns,
        rules.Select(rule => (object?[])
            [rule.Column, rule.Rule, rule.Violations, rule.Files, rule.FirstRecord, rule.FirstLine, rule.SampleValue]).ToAsyncEnumerable());

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = $"{ResultFormats.Csv}; charset=utf-8; header=present";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}.csv\"";
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await CsvRows.WriteAsync(
                response.Body, [.. columns.Select(column => new ResultColumn(column, "text", true))], rows, httpContext.RequestAborted);
        }
    }

    private static async IAsyncEnumerable<object?[]> Rows(
        IAsyncEnumerable<QuarantinedEntry> records, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            foreach (var violation in record.Violations)
            {
                yield return
                [
                    record.RecordNumber, record.LineNumber, record.ByteOffset, record.ByteLength, violation.Column, violation.Rule,
                    violation.Value, record.Raw.TrimEnd('\r', '\n'), record.IsCut, record.ContractVersion,
                ];
            }
        }
    }
}
