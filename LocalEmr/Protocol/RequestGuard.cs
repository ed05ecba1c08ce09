using Analytics.LocalEmr.Options;
using Analytics.ServiceDefaults.Security;

using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Analytics.LocalEmr.Protocol;

/// <summary>
/// Refuses what no client of AWS sends and a page in a browser on this machine may: foreign names, other sites, and types of content
/// that a form or a script may send to another site unasked.
/// </summary>
internal sealed class RequestGuard(IOptions<LocalEmrOptions> options)
{
    public const string ContentType = "application/x-amz-json-1.1";

    private readonly string[] _allowedHosts = options.Value.AllowedHostNames();

    public void Check(HttpContext context)
    {
        switch (RequestOrigin.FaultOf(context, _allowedHosts))
        {
            case RequestOriginFault.ForeignHost:
                throw Refused($"LocalEmr is not served under the name '{context.Request.Host}'. Ask 127.0.0.1 or localhost, or let "
                    + $"{LocalEmrOptions.Section}:{nameof(LocalEmrOptions.AllowedHosts)} name that host.");
            case RequestOriginFault.CrossSite:
                throw Refused("A page of a web site may not use LocalEmr: send the request from a program that sends no Origin header.");
            default:
                break;
        }

        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase))
        {
            throw new ApiException(
                "SerializationException", $"Content-Type must be {ContentType}.", status: StatusCodes.Status415UnsupportedMediaType);
        }
    }

    private static ApiException Refused(string message) =>
        new("AccessDeniedException", message, status: StatusCodes.Status403Forbidden);
}
