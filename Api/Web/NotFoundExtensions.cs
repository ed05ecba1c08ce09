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

        // Not at once: Blazor drops the text of a page whose status is 404 already, so that a general page can stand in for it, and
        // this page tells more.
        context.Response.OnStarting(() =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }
}
