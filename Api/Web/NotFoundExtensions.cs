using Microsoft.AspNetCore.Diagnostics;

namespace Analytics.Api.Web;

internal static class NotFoundExtensions
{
    /// <summary>A page of something that there is not says so in its status too, as far as it can still be set.</summary>
    public static void SayNotFound(this HttpContext? context)
    {
        if (context is not { Response.HasStarted: false })
        {
            return;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            // The page itself tells more than the general one that would stand in for it.
            pages.Enabled = false;
        }
    }
}
