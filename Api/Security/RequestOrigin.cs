using System.Net;

using Analytics.Api.Problems;

namespace Analytics.Api.Security;

/// <summary>
/// Without sign-in, only the machine itself may ask. Listening on loopback does not ensure that by itself: a page of another site
/// can send its visitor's browser here, under a name that it points at 127.0.0.1 or by a form. Both are refused.
/// </summary>
internal static class RequestOrigin
{
    public static void UseRequestOrigin(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (!IsLoopback(context.Request.Host))
        {
            await Refuse(context, ProblemTypes.ForeignHost, "This address is not served under that name.",
                "Open http://localhost or http://127.0.0.1 with the port that was printed at the start.");
        }
        else if (ChangesState(context) && IsCrossSite(context.Request))
        {
            await Refuse(context, ProblemTypes.CrossSite, "A page of another site may not change anything here.",
                "Send the request from this application's own pages, or from a program that sends no Origin header.");
        }
        else
        {
            await next(context);
        }
    });

    internal static bool IsLoopback(HostString host)
    {
        var name = host.Host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    internal static bool IsCrossSite(HttpRequest request)
    {
        string? site = request.Headers["Sec-Fetch-Site"];
        if (site is not (null or "" or "same-origin" or "none"))
        {
            return true;
        }

        string? origin = request.Headers.Origin;
        return !string.IsNullOrEmpty(origin)
            && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    // A web socket opens by GET and then carries every click of a page.
    private static bool ChangesState(HttpContext context) =>
        !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        || context.WebSockets.IsWebSocketRequest
        || string.Equals(context.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase);

    private static Task Refuse(HttpContext context, string type, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status403Forbidden, title: title, type: type).ExecuteAsync(context);
}
