using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Analytics.Api.Paging;
using Analytics.Api.Problems;
using Analytics.Core.Datasets;

using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Api.Files;

internal static class ObjectsApi
{
    public static RouteGroupBuilder MapObjects(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/objects").WithTags("Files");
        group.MapGet("/", ListAsync).WithSummary("Where is my file? Raw objects, the last seen first");
        group.MapGet("/{id:long}", FindAsync).WithSummary("One object: each step of its way, each outcome and its sum");
        group.MapPost("/{id:long}/retake", RetakeAsync).WithSummary("Have a rejected or failed object read again under the contract in force");
        return group;
    }

    private static async Task<Results<Ok<Page<RawObjectSummary>>, ProblemHttpResult>> ListAsync(
        RawObjectReads objects,
        CancellationToken cancellationToken,
        [Description("A part of the key, in any case."), MaxLength(1024)] string? key = null,
        [MaxLength(200)] string? dataset = null,
        [Description("landed, reading, committed, rejected, failed, superseded, missing, unclaimed or refused.")] string? state = null,
        [Description("Only objects before this id.")] long? before = null,
        [Range(1, PageLimits.MaxLimit)] int limit = PageLimits.DefaultLimit)
    {
        if (state is not null && !FileStates.All.Contains(state))
        {
            return Problem.Invalid("state", $"There is no state '{state}'; the states are {string.Join(", ", FileStates.All)}.");
        }

        var filter = new RawObjectFilter
        {
            KeyContains = string.IsNullOrEmpty(key) ? null : key,
            Dataset = dataset,
            State = state,
            BeforeId = before,
            Limit = limit + 1,
        };
        return TypedResults.Ok((await objects.ListAsync(filter, cancellationToken)).ToPage(limit, found => found.Id));
    }

    private static async Task<Results<Ok<ObjectDetail>, ProblemHttpResult>> FindAsync(
        long id, RawObjectReads objects, CancellationToken cancellationToken) =>
        await objects.FindAsync(id, cancellationToken) is { } found ? TypedResults.Ok(ObjectDetail.Of(found)) : NoObject(id);

    private static async Task<Results<Accepted, ProblemHttpResult>> RetakeAsync(
        long id, FileCommands commands, CancellationToken cancellationToken) =>
        await commands.RetakeAsync(id, cancellationToken) switch
        {
            RetakeOutcome.Queued => TypedResults.Accepted($"/api/v1/objects/{id}"),
            RetakeOutcome.NotFound => NoObject(id),
            var refused => Problem.Conflict($"Object {id} is not taken again.", FileCommands.Explain(refused)),
        };

    private static ProblemHttpResult NoObject(long id) => Problem.NotFound(
        $"There is no object {id}.", "GET /api/v1/objects?key=… finds objects by a part of their key.");
}
