using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Analytics.Api.Datasets;
using Analytics.Api.Files;
using Analytics.Api.Problems;
using Analytics.Core.Datasets;

using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Api.Quarantine;

internal static class QuarantineApi
{
    public static void MapQuarantine(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Quarantine");
        group.MapGet("/datasets/{dataset}/quarantine", DatasetAsync).WithSummary("Which rules the quarantined records of a dataset broke");
        group.MapGet("/outcomes/{id:long}/quarantine", RecordsAsync).WithSummary("The quarantined records of one outcome of a file");
        group.MapPost("/outcomes/{id:long}/replay", ReplayAsync)
            .WithSummary("Have these records, and only these, read again under the contract in force");
    }

    private static async Task<Results<Ok<IReadOnlyList<QuarantineRule>>, ProblemHttpResult>> DatasetAsync(
        string dataset, DatasetCatalogue datasets, QuarantineReads quarantine, CancellationToken cancellationToken) =>
        await datasets.FindAsync(dataset, cancellationToken) is null
            ? Problem.NotFound($"There is no dataset '{dataset}'.", "GET /api/v1/datasets lists all.")
            : TypedResults.Ok(await quarantine.DatasetRulesAsync(dataset, cancellationToken));

    private static async Task<Results<Ok<QuarantinePage>, ProblemHttpResult>> RecordsAsync(
        long id,
        RawObjectReads objects,
        QuarantineReads quarantine,
        CancellationToken cancellationToken,
        [Description("Records to leave out at the beginning."), Range(0, long.MaxValue)] long offset = 0,
        [Range(1, 200)] int limit = 50)
    {
        if (await objects.FindIngestionAsync(id, cancellationToken) is not { } ingestion)
        {
            return NoOutcome(id);
        }

        return TypedResults.Ok(new QuarantinePage(
            ingestion.RowsQuarantined,
            await quarantine.IngestionRulesAsync(id, cancellationToken),
            await quarantine.RecordsAsync(id, offset, limit, cancellationToken)));
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> ReplayAsync(
        long id, FileCommands commands, CancellationToken cancellationToken) =>
        await commands.ReplayAsync(id, cancellationToken) switch
        {
            RetakeOutcome.Queued => TypedResults.Accepted($"/api/v1/outcomes/{id}/quarantine"),
            RetakeOutcome.NotFound => NoOutcome(id),
            var refused => Problem.Conflict($"The records of outcome {id} are not replayed.", FileCommands.Explain(refused)),
        };

    private static ProblemHttpResult NoOutcome(long id) =>
        Problem.NotFound($"There is no outcome {id}.", "GET /api/v1/objects/{id} lists the outcomes of a file.");
}
