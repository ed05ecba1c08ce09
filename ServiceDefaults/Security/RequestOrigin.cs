using System.Net;

using Microsoft.AspNetCore.Http;

namespace Analytics.ServiceDefaults.Security;

/// <summary>
/// Without sign-in, only the machine itself may ask. Listening on loopback does not ensure that by itself: a page of another site
/// can send its visitor's browser here, under a name that it points at 127.0.0.1 or by a form. Every listener refuses both by this.
/// </summary>
public static class RequestOrigin
{
    /// <param name="context">The request.</param>
    /// <param name="allowedHosts">Names that are served besides loopback's; a port is no part of them.</param>
    public static RequestOriginFault FaultOf(HttpContext context, IReadOnlyCollection<string> allowedHosts) =>
        !IsServed(context.Request.Host, allowedHosts) ? RequestOriginFault.ForeignHost
        : ChangesState(context) && IsCrossSite(context.Request) ? RequestOriginFault.CrossSite
        : RequestOriginFault.None;

    private static bool IsServed(HostString host, IReadOnlyCollection<string> allowedHosts)
    {
        var name = host.Host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
            || allowedHosts.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsCrossSite(HttpRequest request)
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
}
