using System.Diagnostics;

using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Analytics.Api.Problems;

internal static class ProblemExtensions
{
    public const string ApiPrefix = "/api";

    public static bool IsApi(this HttpContext context) => context.AskedPath().StartsWithSegments(ApiPrefix);

    // What is no read does not ask for a page: a page in its stead would answer it anew, by verbs and checks of its own.
    private static bool IsPage(HttpContext context) =>
        !context.IsApi() && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));

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
        // The server cuts off what is longer with an answer that says nothing; RequestAddress refuses most of it with one that does.
        services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestLineSize = 16 * RequestAddress.MostCharacters);
    }

    /// <summary>Answers of the API are problem details; pages that fail or do not exist are pages.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler("/error");
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.UseWhen(context => !IsPage(context), others => others.UseStatusCodePages());
    }
}
