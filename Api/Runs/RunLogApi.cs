using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

using Analytics.Runs;

using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Api.Runs;

internal static class RunLogApi
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static void MapRunLog(this IEndpointRouteBuilder runs)
    {
        runs.MapGet("/{id:long}/log", ReadAsync).WithSummary("Lines of a run's log after a given line");
        runs.MapGet("/{id:long}/log/follow", FollowAsync)
            .WithSummary("The log as server-sent events, one per line, until the run has ended; Last-Event-ID resumes after that line");
    }

    private static async Task<Results<Ok<IReadOnlyList<RunLogLine>>, ProblemHttpResult>> ReadAsync(
        long id,
        RunReads runs,
        CancellationToken cancellationToken,
        [Description("The sequence of the last known line; 0 for the beginning."), Range(0, long.MaxValue)] long after = 0,
        [Range(1, 1000)] int limit = 500)
    {
        var lines = await runs.LogAsync(id, after, limit, cancellationToken);
        return lines.Count == 0 && await runs.FindAsync(id, cancellationToken) is null ? RunsApi.NoRun(id) : TypedResults.Ok(lines);
    }

    private static async Task<Results<ServerSentEventsResult<RunLogLine>, ProblemHttpResult>> FollowAsync(
        long id, RunReads runs, TimeProvider time, HttpRequest request, CancellationToken cancellationToken) =>
        await runs.FindAsync(id, cancellationToken) is null
            ? RunsApi.NoRun(id)
            : TypedResults.ServerSentEvents(LinesAsync(id, LastSeen(request), runs, time, cancellationToken));

    private static async IAsyncEnumerable<SseItem<RunLogLine>> LinesAsync(
        long id, long after, RunReads runs, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            // The state first: lines that were written before it was read are then read below.
            var isOver = await runs.FindAsync(id, cancellationToken) is not { Summary.State: var state } || RunStates.IsFinal(state);
            var lines = await runs.LogAsync(id, after, RunReads.MaxPage, cancellationToken);
            foreach (var line in lines)
            {
                after = line.Sequence;
                yield return new SseItem<RunLogLine>(line) { EventId = line.Sequence.ToString() };
            }

            if (isOver && lines.Count < RunReads.MaxPage)
            {
                yield break;
            }

            if (lines.Count == 0)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private static long LastSeen(HttpRequest request) =>
        long.TryParse(request.Headers["Last-Event-ID"], out var last) && last > 0 ? last : 0;
}
