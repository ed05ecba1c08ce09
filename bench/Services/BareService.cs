namespace Analytics.Bench.Services;

/// <summary>
/// The bare side of the service ratios: ASP.NET with one endpoint and nothing else, in a process of its own.
/// </summary>
internal static class BareService
{
    public const string Command = "bare-service";

    public static async Task RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        await using var app = builder.Build();
        app.MapGet("/alive", () => "Healthy");
        await app.RunAsync();
    }
}
