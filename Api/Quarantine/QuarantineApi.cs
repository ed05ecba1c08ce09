using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Analytics.Api.Datasets;
using Analytics.Api.Files;
using Analytics.Api.OpenApi;
using Analytics.Api.Problems;
using Analytics.Api.Results;
using Analytics.Datasets;

using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Api.Quarantine;

internal static class QuarantineApi
{
    private const string Json = "application/json";
    private const string FormatText = "json or csv; takes precedence over Accept.";

    public static void MapQuarantine(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Quarantine");
        group.MapGet("/datasets/{dataset}/quarantine", DatasetAsync)
            .WithSummary("Which rules the quarantined records of a dataset broke: JSON or CSV (by Accept, or format)")
            .Produces<IReadOnlyList<QuarantineRule>>(StatusCodes.Status200OK, Json, ResultFormats.Csv)
            .ProducesProblem(StatusCodes.Status406NotAcceptable);
        group.MapGet("/outcomes/{id:long}/quarantine", RecordsAsync)
            .WithSummary("The quarantined records of one outcome of a file: a page as JSON, or all of them as CSV (by Accept, or format)")
            .Produces<QuarantinePage>(StatusCodes.Status200OK, Json, ResultFormats.Csv)
            .ProducesProblem(StatusCodes.Status406NotAcceptable);
        group.MapPost("/outcomes/{id:long}/replay", ReplayAsync)
            .WithSummary("Replay these records, and only these, with the current contract");
    }

    private static async Task<IResult> DatasetAsync(
        string dataset,
        HttpRequest request,
        DatasetCatalogue datasets,
        QuarantineReads quarantine,
        CancellationToken cancellationToken,
        [Description(FormatText), OneOf("json", "csv")] string? format = null)
    {
        if (Refuse(format, request, out var isCsv) is { } refusal)
        {
            return refusal;
        }

        if (await datasets.FindAsync(dataset, cancellationToken) is null)
        {
            return Problem.NotFound($"Dataset '{dataset}' not found.", "GET /api/v1/datasets lists all datasets.");
        }

        var rules = await quarantine.DatasetRulesAsync(dataset, cancellationToken);
        return isCsv ? QuarantineCsv.Of(dataset, rules) : TypedResults.Ok(rules);
    }

    private static async Task<IResult> RecordsAsync(
        long id,
        HttpRequest request,
        RawObjectReads objects,
        QuarantineReads quarantine,
        CancellationToken cancellationToken,
        [Description(FormatText), OneOf("json", "csv")] string? format = null,
        [Description("Of JSON: records to skip."), Range(0, long.MaxValue)] long offset = 0,
        [Description("Of JSON."), Range(1, 200)] int limit = 50)
    {
        if (Refuse(format, request, out var isCsv) is { } refusal)
        {
            return refusal;
        }

        if (await objects.FindIngestionAsync(id, cancellationToken) is not { } ingestion)
        {
            return NoOutcome(id);
        }

        return isCsv
            ? QuarantineCsv.Of(id, quarantine.AllRecordsAsync(id, cancellationToken))
            : TypedResults.Ok(new QuarantinePage(
                ingestion.RowsQuarantined,
                ingestion.QuarantineKept,
                await quarantine.IngestionRulesAsync(id, cancellationToken),
                await quarantine.RecordsAsync(id, offset, limit, cancellationToken),
                await ReplayFaultAsync(objects, ingestion.RawObjectId, cancellationToken)));
    }

    private static async Task<string?> ReplayFaultAsync(RawObjectReads objects, long rawObjectId, CancellationToken cancellationToken) =>
        await objects.FindAsync(rawObjectId, cancellationToken) is { Steps: [.., { Step: RawObjectStep.ReplayFailed } failed] }
            ? failed.Detail
            : null;

    private static ProblemHttpResult? Refuse(string? format, HttpRequest request, out bool isCsv)
    {
        var wanted = ResultFormats.Of(format, request);
        isCsv = wanted == ResultFormat.Csv;
        return wanted is ResultFormat.Json or ResultFormat.Csv
            ? null
            : Problem.NotAcceptable("Quarantine is not available in this format.", $"Accept {Json} or {ResultFormats.Csv}.");
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> ReplayAsync(
        long id, FileCommands commands, CancellationToken cancellationToken) =>
        await commands.ReplayAsync(id, cancellationToken) switch
        {
            RetakeOutcome.Queued => TypedResults.Accepted($"/api/v1/outcomes/{id}/quarantine"),
            RetakeOutcome.NotFound => NoOutcome(id),
            var refused => Problem.Conflict($"The records of outcome {id} cannot be replayed.", FileCommands.Explain(refused)),
        };

    private static ProblemHttpResult NoOutcome(long id) =>
        Problem.NotFound($"Outcome {id} not found.", "GET /api/v1/objects/{id} lists the outcomes of a file.");
}
