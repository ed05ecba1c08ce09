using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Analytics.Api.OpenApi;
using Analytics.Api.Paging;
using Analytics.Api.Problems;
using Analytics.Results;
using Analytics.Runs;

using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Api.Runs;

internal static class RunsApi
{
    public static RouteGroupBuilder MapRuns(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/runs").WithTags("Runs");
        group.MapGet("/", ListAsync).WithSummary("Runs, newest first");
        group.MapPost("/", StartAsync).WithSummary("Start a job");
        group.MapGet("/{id:long}", FindAsync).WithSummary("One run: cause, pinned inputs, usage");
        group.MapPost("/{id:long}/cancel", CancelAsync).WithSummary("Cancel a run; a running one is stopped within two seconds");
        group.MapPost("/{id:long}/rollback", RollbackAsync).WithSummary("Undo a run's effect on its result table");
        return group;
    }

    private static async Task<Ok<Page<RunSummary>>> ListAsync(
        RunReads runs,
        CancellationToken cancellationToken,
        [MaxLength(200)] string? job = null,
        [OneOf(
            RunStates.Queued, RunStates.Running, RunStates.Succeeded, RunStates.Failed, RunStates.Cancelled, RunStates.RolledBack)]
        string? state = null,
        [Description("Only runs before this id.")] long? before = null,
        [Range(1, PageLimits.MaxLimit)] int limit = PageLimits.DefaultLimit)
    {
        var filter = new RunFilter { Job = job, State = state, BeforeId = before, Limit = limit + 1 };
        return TypedResults.Ok((await runs.ListAsync(filter, cancellationToken)).ToPage(limit, run => run.Id));
    }

    private static async Task<Results<Accepted<StartedRun>, ProblemHttpResult>> StartAsync(
        StartRun wish, RunCommands commands, CancellationToken cancellationToken) =>
        await commands.StartAsync(wish.Job, RunParameters.Read(wish.Parameters), cancellationToken) switch
        {
            StartRunResult.Queued queued => TypedResults.Accepted($"/api/v1/runs/{queued.Id}", new StartedRun(queued.Id)),
            StartRunResult.NoJob missing => Problem.NotFound(missing.Message, "GET /api/v1/jobs lists all jobs."),
            StartRunResult.Refused refused => Problem.Invalid(refused.Faults),
            var other => throw new InvalidOperationException($"Unexpected result of starting a run: {other}."),
        };

    private static async Task<Results<Ok<RunItem>, ProblemHttpResult>> FindAsync(
        long id, RunReads runs, ResultReads results, CancellationToken cancellationToken) =>
        await runs.FindAsync(id, cancellationToken) is { } run
            ? TypedResults.Ok(RunItem.Of(run, await results.RollbackRefusalAsync(id, cancellationToken)))
            : NoRun(id);

    private static async Task<Results<Accepted, ProblemHttpResult>> CancelAsync(
        long id, RunStore runs, CancellationToken cancellationToken) =>
        await runs.CancelAsync(id, cancellationToken) switch
        {
            CancelOutcome.NotFound => NoRun(id),
            CancelOutcome.AlreadyFinished => Problem.Conflict($"Run {id} has already ended.", "GET /api/v1/runs/{id} says how."),
            _ => TypedResults.Accepted($"/api/v1/runs/{id}"),
        };

    private static async Task<Results<Accepted, ProblemHttpResult>> RollbackAsync(
        long id, RunReads runs, RunStore store, ResultReads results, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(id, cancellationToken) is not { } run)
        {
            return NoRun(id);
        }

        if (run.Summary is not { State: RunStates.Succeeded, RolledBackAt: null })
        {
            return Problem.Conflict($"Run {id} cannot be rolled back.", "Only runs that succeeded can be rolled back, each once.");
        }

        if (await results.RollbackRefusalAsync(id, cancellationToken) is { } refusal)
        {
            return Problem.Conflict(
                $"Run {id} can no longer be rolled back. {refusal}",
                "Run the job again over the inputs that you want, or raise Processor:KeepRuns to keep later outputs for longer.");
        }

        await store.RequestRollbackAsync(id, cancellationToken);
        return TypedResults.Accepted($"/api/v1/runs/{id}");
    }

    internal static ProblemHttpResult NoRun(long id) =>
        Problem.NotFound($"Run {id} not found.", "GET /api/v1/runs lists runs, newest first.");
}
