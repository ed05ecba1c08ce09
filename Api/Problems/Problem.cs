using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Api.Problems;

/// <summary>The problems that handlers answer with.</summary>
internal static class Problem
{
    public static ProblemHttpResult NotFound(string what, string advice) =>
        TypedResults.Problem(advice, statusCode: StatusCodes.Status404NotFound, title: what, type: ProblemTypes.NotFound);

    public static ProblemHttpResult Conflict(string what, string advice) =>
        TypedResults.Problem(advice, statusCode: StatusCodes.Status409Conflict, title: what, type: ProblemTypes.Conflict);

    public static ProblemHttpResult NotAcceptable(string what, string advice) =>
        TypedResults.Problem(advice, statusCode: StatusCodes.Status406NotAcceptable, title: what, type: ProblemTypes.NotAcceptable);

    /// <summary>One message for each parameter at fault, under the name by which the caller sent it.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        TypedResults.Problem(
            "Each entry of 'errors' names a parameter and what is wrong with it.",
            statusCode: StatusCodes.Status400BadRequest,
            title: "The request is not valid.",
            type: ProblemTypes.Invalid,
            extensions: [new("errors", errors)]);

    public static ProblemHttpResult Invalid(string parameter, string message) =>
        Invalid(new Dictionary<string, string[]> { [parameter] = [message] });
}
