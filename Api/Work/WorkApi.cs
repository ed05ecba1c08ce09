using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Analytics.Api.Paging;
using Analytics.Runs.DeadLetters;

using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Api.Work;

internal static class WorkApi
{
    public static RouteGroupBuilder MapWork(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/work").WithTags("Work");
        group.MapGet("/dead-letters", ListAsync).WithSummary("Work items that ran out of attempts, newest first");
        group.MapPost("/dead-letters/replay", ReplayAsync)
            .WithSummary("Retry all dead letters, except those of runs, which have ended");
        return group;
    }

    private static async Task<Ok<Page<DeadLetter>>> ListAsync(
        DeadLetterBox letters,
        CancellationToken cancellationToken,
        [Description("Only dead letters before this id.")] long? before = null,
        [Range(1, PageLimits.MaxLimit)] int limit = PageLimits.DefaultLimit) =>
        TypedResults.Ok((await letters.ListAsync(before, limit + 1, cancellationToken)).ToPage(limit, letter => letter.Id));

    private static async Task<Ok<ReplayOutcome>> ReplayAsync(DeadLetterBox letters, CancellationToken cancellationToken) =>
        TypedResults.Ok(await letters.ReplayAsync(cancellationToken));
}
