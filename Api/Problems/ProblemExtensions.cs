using System.Diagnostics;

using Microsoft.AspNetCore.Diagnostics;

namespace Analytics.Api.Problems;

internal static class ProblemExtensions
{
    public const string ApiPrefix = "/api";

    public static bool IsApi(this HttpContext context) => context.AskedPath().StartsWithSegments(ApiPrefix);

    // While a fault is handled, the request's own path is that of the error page already.
    private static PathString AskedPath(this HttpContext context) =>
        context.Features.Get<IExceptionHandlerPathFeature>() is { } fault ? new PathString(fault.Path) : context.Request.Path;

    public static void AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            // The framework's own answers point to the RFC of the status; ours name the problem.
            if (problem.Type?.StartsWith(ProblemTypes.Prefix, StringComparison.Ordinal) != true)
            {
                problem.Type = ProblemTypes.OfStatus(problem.Status);
            }

            if (problem.Status == StatusCodes.Status503ServiceUnavailable && !context.HttpContext.Response.HasStarted)
            {
                context.HttpContext.Response.Headers.RetryAfter = problem.Type == ProblemTypes.Busy ? "30" : "5";
            }

            problem.Instance ??= context.HttpContext.AskedPath();
            problem.Extensions["traceId"] = Activity.Current?.Id ?? context.HttpContext.TraceIdentifier;
        });
        services.AddExceptionHandler<ProblemExceptionHandler>();
    }

    /// <summary>Answers of the API are problem details; pages that fail or do not exist are pages.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler("/error");
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.UseWhen(context => context.IsApi(), api => api.UseStatusCodePages());
    }
}
