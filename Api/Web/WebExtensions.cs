using System.IO.Compression;

using Microsoft.AspNetCore.ResponseCompression;

using Microsoft.Extensions.FileProviders;

using MudBlazor.Services;

namespace Analytics.Api.Web;

internal static class WebExtensions
{
    private const string ReloadAssets = "ReloadStaticAssetsAtRuntime";
    private const string CacheAssets = "EnableStaticAssetsDevelopmentCaching";

    public static void AddWeb(this WebApplicationBuilder builder)
    {
        ServeFilesBesideTheProgram(builder.Environment);

        // A build serves assets from where the packages and projects have them; only Development does so unasked.
        builder.WebHost.UseStaticWebAssets();
        ServeAssetsAsBuilt(builder.Configuration);
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddMudServices();
        builder.Services.AddCompression();
    }

    public static void MapWeb(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
            // The policy of SecurityHeaders says it for every answer.
            options.ContentSecurityFrameAncestorsPolicy = null);
    }

    /// <summary>A published program may be started from any folder; without this it would answer for each file with nothing.</summary>
    private static void ServeFilesBesideTheProgram(IWebHostEnvironment environment)
    {
        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (Directory.Exists(published))
        {
            environment.WebRootPath = published;
            environment.WebRootFileProvider = new PhysicalFileProvider(published);
        }
    }

    /// <summary>
    /// Unless told otherwise, a build wraps each file anew for every request, without making it smaller, and forbids to keep it. That is
    /// for those who edit the files under a running process, and set these two keys.
    /// </summary>
    private static void ServeAssetsAsBuilt(ConfigurationManager configuration)
    {
        configuration[ReloadAssets] ??= "false";
        configuration[CacheAssets] ??= "true";
    }

    // Also over HTTPS: docs/adr/0026-compressed-answers.md says why no secret can be guessed from the length of an answer.
    private static void AddCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
            options.MimeTypes =
            [
                .. ResponseCompressionDefaults.MimeTypes, "application/problem+json", "application/openapi+json", "image/svg+xml",
            ];
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }
}
