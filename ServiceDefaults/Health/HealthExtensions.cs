using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Analytics.ServiceDefaults.Health;

/// <summary>Health endpoints: they say only a word, since they are open to whoever reaches the port.</summary>
internal static class HealthExtensions
{
    private const string AliveTag = "alive";

    public static void AddHealth(this IHostApplicationBuilder builder) =>
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [AliveTag]);

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks(HealthPaths.Ready);
        endpoints.MapHealthChecks(HealthPaths.Alive, new HealthCheckOptions { Predicate = check => check.Tags.Contains(AliveTag) });
    }

    public static bool IsHealthPath(this HttpRequest request) =>
        request.Path.StartsWithSegments(HealthPaths.Ready) || request.Path.StartsWithSegments(HealthPaths.Alive);
}
