using MudBlazor.Services;

namespace Analytics.Api.Web;

internal static class WebExtensions
{
    public static void AddWeb(this WebApplicationBuilder builder)
    {
        // A build serves assets from where the packages and projects have them; only Development does so unasked.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddMudServices();
    }

    public static void MapWeb(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
            // The policy of SecurityHeaders says it for every answer.
            options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
