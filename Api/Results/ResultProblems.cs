using Analytics.Api.Problems;
using Analytics.Results;

using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Api.Results;

internal static class ResultProblems
{
    /// <summary>The caller is blamed only for what the caller sent.</summary>
    public static ProblemHttpResult ToProblem(this ResultFault fault) => fault switch
    {
        { Parameter: { } parameter } => Problem.Invalid(parameter, $"{fault.Message} {fault.Advice}"),
        { Code: "results.busy" } => TypedResults.Problem(
            fault.Advice, statusCode: StatusCodes.Status503ServiceUnavailable, title: fault.Message, type: ProblemTypes.Busy),
        { Code: "results.timeout" } => TypedResults.Problem(
            fault.Advice, statusCode: StatusCodes.Status503ServiceUnavailable, title: fault.Message, type: ProblemTypes.TooSlow),
        { Code: "charts.noLogin" } => TypedResults.Problem(
            fault.Advice, statusCode: StatusCodes.Status503ServiceUnavailable, title: fault.Message, type: ProblemTypes.NoChartLogin),
        _ => TypedResults.Problem(
            fault.Advice, statusCode: StatusCodes.Status500InternalServerError, title: fault.Message, type: ProblemTypes.QueryAtFault),
    };
}
