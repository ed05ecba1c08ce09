using Analytics.Api.Problems;
using Analytics.ServiceDefaults.Security;

namespace Analytics.Api.Security;

/// <summary>Refuses requests under foreign names and from other sites, by a problem that says what to do.</summary>
internal static class RequestOriginExtensions
{
    public static void UseRequestOrigin(this WebApplication app) => app.Use((context, next) => RequestOrigin.FaultOf(context, []) switch
    {
        RequestOriginFault.ForeignHost => Refuse(context, ProblemTypes.ForeignHost, "This address is not served under that name.",
            "Open http://localhost or http://127.0.0.1 with the port that was printed at the start."),
        RequestOriginFault.CrossSite => Refuse(context, ProblemTypes.CrossSite, "A page of another site may not change anything here.",
            "Send the request from this application's own pages, or from a program that sends no Origin header."),
        _ => next(context),
    });

    private static Task Refuse(HttpContext context, string type, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status403Forbidden, title: title, type: type).ExecuteAsync(context);
}
