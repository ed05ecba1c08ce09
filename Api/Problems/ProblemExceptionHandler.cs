using System.Text.Json;
using System.Text.RegularExpressions;

using Analytics.Database;
using Analytics.Results;

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
            Extensions = { ["errors"] = new Dictionary<string, string[]>(StringComparer.Ordinal) { [NameOf(bad)] = [bad.Message] } },
        },
        AnswerTooLargeException => new()
        {
            Status = StatusCodes.Status400BadRequest,
            Type = ProblemTypes.Invalid,
            Title = exception.Message,
            Detail = "A single row is that large. Leave out columns by the parameter columns.",
        },
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } => new()
        {
            Status = StatusCodes.Status400BadRequest,
            Type = ProblemTypes.Invalid,
            Title = "The request holds a character that no text here can hold, such as NUL.",
            Detail = "Remove it from the request's body.",
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
            Title = "Something went wrong.",
            Detail = "The log has the cause under the trace id of this answer.",
        },
    };

    /// <summary>The parameter that could not be read: the framework says it in its message alone.</summary>
    private static string NameOf(BadHttpRequestException bad) =>
        bad.InnerException is JsonException { Path: { } path } ? path : Parameter().Match(bad.Message) is { Success: true } found
            ? found.Groups["name"].Value
            : "request";

    [GeneratedRegex("parameter \"\\S+ (?<name>\\w+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    private static ProblemDetails Unavailable(string type, string title, string detail) => new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = type,
        Title = title,
        Detail = detail,
    };
}
