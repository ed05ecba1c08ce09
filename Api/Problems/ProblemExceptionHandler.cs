using Analytics.Core.Database;

using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

using Npgsql;

namespace Analytics.Api.Problems;

/// <summary>The edge at which faults become problem details: never a stack trace, always something that the caller can do next.</summary>
internal sealed partial class ProblemExceptionHandler(IProblemDetailsService problems, ILogger<ProblemExceptionHandler> logger)
    : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        var problem = Describe(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
        {
            LogFault(exception, context.Request.Method, context.GetEndpoint()?.DisplayName);
        }
        else
        {
            LogRefusal(problem.Status, exception.Message);
        }

        if (!context.IsApi())
        {
            return false;
        }

        context.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        return await problems.TryWriteAsync(new() { HttpContext = context, ProblemDetails = problem, Exception = exception });
    }

    private static ProblemDetails Describe(Exception exception) => exception switch
    {
        BadHttpRequestException bad => new()
        {
            Status = bad.StatusCode,
            Type = ProblemTypes.OfStatus(bad.StatusCode),
            Title = "The request could not be read.",
            Detail = bad.Message,
        },
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => Unavailable(
            ProblemTypes.TooSlow, "The database took longer than a request may take.", "Ask for less: a smaller page, or more filters."),
        NpgsqlException { InnerException: TimeoutException } => Unavailable(
            ProblemTypes.TooSlow, "The database took longer than a request may take.", "Ask for less, or try again in a few seconds."),
        _ when Transient.IsTransient(exception) => Unavailable(
            ProblemTypes.DatabaseUnavailable, "The database does not answer.", "Nothing is lost. Try again in a few seconds."),
        _ => new()
        {
            Status = StatusCodes.Status500InternalServerError,
            Type = ProblemTypes.Internal,
            Title = "Something failed here that should not.",
            Detail = "The log has the cause under the trace id of this answer.",
        },
    };

    private static ProblemDetails Unavailable(string type, string title, string detail) => new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = type,
        Title = title,
        Detail = detail,
    };
}
