using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Analytics.Api.OpenApi;
using Analytics.Api.Problems;
using Analytics.Results;

using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Api.Results;

internal static class ResultsApi
{
    public static RouteGroupBuilder MapResults(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/results").WithTags("Results");
        group.MapGet("/", ListAsync).WithSummary("The tables that jobs have filled, each with the run that it came from");
        group.MapGet("/{table}/columns", ColumnsAsync).WithSummary("The columns of a table");
        group.MapGet("/{table}", RowsAsync)
            .WithSummary("Rows of a table: a page as JSON, or all of them as CSV or Parquet (by Accept, or format)")
            .Produces<ResultRows>(StatusCodes.Status200OK, "application/json", ResultFormats.Csv, ResultFormats.Parquet)
            .ProducesProblem(StatusCodes.Status406NotAcceptable);
        return group;
    }

    private static async Task<Ok<IReadOnlyList<ResultTableSummary>>> ListAsync(ResultReads results, CancellationToken cancellationToken) =>
        TypedResults.Ok(await results.TablesAsync(cancellationToken));

    private static async Task<Results<Ok<IReadOnlyList<ResultColumn>>, ProblemHttpResult>> ColumnsAsync(
        string table, ResultReads results, CancellationToken cancellationToken) =>
        await results.ColumnsAsync(table, cancellationToken) is { } columns
            ? TypedResults.Ok(columns)
            : Problem.NotFound($"Unknown result table '{table}'.", "It appears with the first run of its job that succeeds.");

    private static async Task<IResult> RowsAsync(
        string table,
        HttpRequest request,
        ResultReads results,
        ResultExport export,
        CancellationToken cancellationToken,
        [Description("Columns to give, separated by commas; all where it is missing.")] string? columns = null,
        [Description("column:operator:value, any number of times; operators eq, ne, lt, le, gt, ge, contains, in (values separated by '|').")]
        string[]? filter = null,
        [Description("Columns to sort by, separated by commas; a minus in front for the largest first.")] string? sort = null,
        [Description("Goes before Accept."), OneOf("json", "csv", "parquet")] string? format = null,
        [Description($"Of JSON. {JsonNumbers.About}"), OneOf("text", "number")] string? numbers = null,
        [Description("Of JSON."), Range(0, long.MaxValue)] long offset = 0,
        [Description("Of JSON."), Range(1, ResultReads.MaxPage)] int limit = 100)
    {
        if (ResultFormats.Of(format, request) is not { } wanted)
        {
            return Problem.NotAcceptable(
                "Rows are not sent in that form.", $"Accept application/json, {ResultFormats.Csv} or {ResultFormats.Parquet}.");
        }

        if (ResultQueryText.Parse(table, columns, filter ?? [], sort, offset, limit, out var fault) is not { } query)
        {
            return Problem.Invalid(fault.Parameter, fault.Message);
        }

        return wanted == ResultFormat.Json
            ? await PageAsync(query, JsonNumbers.FormOf(numbers), results, cancellationToken)
            : await FileAsync(query, wanted, export, cancellationToken);
    }

    private static async Task<IResult> PageAsync(
        ResultQuery query, NumberForm form, ResultReads results, CancellationToken cancellationToken)
    {
        var answer = await results.PageAsync(query, cancellationToken);
        return answer.IsOk
            ? TypedResults.Ok(new ResultRows(
                answer.Value.Columns,
                JsonNumbers.Of(answer.Value.Rows, answer.Value.Columns.Select(column => column.Type), form),
                answer.Value.Total,
                query.Offset,
                answer.Value.Source))
            : Refuse(answer.Fault);
    }

    private static async Task<IResult> FileAsync(
        ResultQuery query, ResultFormat format, ResultExport export, CancellationToken cancellationToken)
    {
        var answer = await export.OpenAsync(query, cancellationToken);
        return answer.IsOk ? new ResultFile(query.Table, format, answer.Value) : Refuse(answer.Fault);
    }

    private static ProblemHttpResult Refuse(ResultFault fault) => fault.Code switch
    {
        "results.unknownTable" => Problem.NotFound(fault.Message, fault.Advice),
        "results.tooLarge" => Problem.Invalid("limit", $"{fault.Message} {fault.Advice}"),
        "results.badValue" => Problem.Invalid(fault.Parameter ?? "filter", $"{fault.Message} {fault.Advice}"),
        _ => fault.ToProblem(),
    };
}
