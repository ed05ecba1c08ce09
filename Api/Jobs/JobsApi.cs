using Analytics.Api.Problems;

using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Api.Jobs;

internal static class JobsApi
{
    public static RouteGroupBuilder MapJobs(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/jobs").WithTags("Jobs");
        group.MapGet("/", ListAsync).WithSummary("All jobs with their newest runs");
        group.MapGet("/{job}", FindAsync).WithSummary("One job");
        return group;
    }

    private static async Task<Ok<IReadOnlyList<JobItem>>> ListAsync(JobCatalogue jobs, CancellationToken cancellationToken) =>
        TypedResults.Ok(await jobs.ListAsync(cancellationToken));

    private static async Task<Results<Ok<JobItem>, ProblemHttpResult>> FindAsync(
        string job, JobCatalogue jobs, CancellationToken cancellationToken) =>
        await jobs.FindAsync(job, cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : Problem.NotFound($"Job '{job}' not found.", "GET /api/v1/jobs lists all jobs; a new one begins with jobs/<name>/job.yaml.");
}
