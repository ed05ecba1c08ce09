using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Analytics.Api.OpenApi;
using Analytics.Api.Paging;
using Analytics.Api.Problems;
using Analytics.Datasets;

using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Api.Files;

internal static class ObjectsApi
{
    public static RouteGroupBuilder MapObjects(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/objects").WithTags("Files");
        group.MapGet("/", ListAsync).WithSummary("Files in the raw store, newest first");
        group.MapGet("/{id:long}", FindAsync).WithSummary("One file: its history, each outcome, the rules that its records broke");
        group.MapPost("/{id:long}/retake", RetakeAsync).WithSummary("Retry a rejected or failed file with the current contract");
        return group;
    }

    private static async Task<Ok<Page<RawObjectSummary>>> ListAsync(
        RawObjectReads objects,
        CancellationToken cancellationToken,
        [Description("A part of the name, in any case."), MaxLength(1024)] string? key = null,
        [MaxLength(200)] string? dataset = null,
        [Description("not-loaded: those that need attention.")]
        [OneOf(
            RawObjectStates.Landed, RawObjectStates.Reading, RawObjectStates.Committed, RawObjectStates.Rejected, RawObjectStates.Failed,
            RawObjectStates.Superseded, RawObjectStates.Lost, RawObjectStates.Missing, RawObjectStates.Unclaimed, RawObjectStates.Ignored,
            RawObjectStates.Refused, FileStates.NotLoaded)]
        string? state = null,
        [Description("Only files with records in quarantine now.")] bool quarantine = false,
        [Description("Only files before this id.")] long? before = null,
        [Range(1, PageLimits.MaxLimit)] int limit = PageLimits.DefaultLimit)
    {
        var filter = new RawObjectFilter
        {
            KeyContains = string.IsNullOrEmpty(key) ? null : key,
            Dataset = dataset,
            States = FileStates.Of(state),
            HasQuarantine = quarantine,
            BeforeId = before,
            Limit = limit + 1,
        };
        return TypedResults.Ok((await objects.ListAsync(filter, cancellationToken)).ToPage(limit, found => found.Id));
    }

    private static async Task<Results<Ok<ObjectDetail>, ProblemHttpResult>> FindAsync(
        long id, RawObjectReads objects, QuarantineReads quarantine, CancellationToken cancellationToken) =>
        await objects.FindAsync(id, cancellationToken) is { } found
            ? TypedResults.Ok(ObjectDetail.Of(found, await quarantine.ObjectRulesAsync(id, cancellationToken)))
            : NoObject(id);

    private static async Task<Results<Accepted, ProblemHttpResult>> RetakeAsync(
        long id, FileCommands commands, CancellationToken cancellationToken) =>
        await commands.RetakeAsync(id, cancellationToken) switch
        {
            RetakeOutcome.Queued => TypedResults.Accepted($"/api/v1/objects/{id}"),
            RetakeOutcome.NotFound => NoObject(id),
            var refused => Problem.Conflict($"File {id} cannot be retried.", FileCommands.Explain(refused)),
        };

    private static ProblemHttpResult NoObject(long id) => Problem.NotFound(
        $"File {id} not found.", "GET /api/v1/objects?key=… finds files by a part of their name.");
}
