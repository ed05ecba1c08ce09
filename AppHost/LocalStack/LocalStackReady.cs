using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Analytics.AppHost.LocalStack;

/// <summary>LocalStack is ready when it has run its scripts, too: before that it answers, but has no buckets.</summary>
internal sealed class LocalStackReady(HttpClient http, Func<Uri?> address) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (address() is not { } at)
        {
            return HealthCheckResult.Unhealthy("It has no address yet.");
        }

        try
        {
            var stage = await http.GetFromJsonAsync<Stage>(new Uri(at, "/_localstack/init/ready"), JsonSerializerOptions.Web, cancellationToken);
            return stage switch
            {
                { Completed: true } when Array.Find(stage.Scripts, script => script.State != "SUCCESSFUL") is { } failed =>
                    HealthCheckResult.Unhealthy($"Its script {failed.Name} ended as {failed.State}; its log says why."),
                { Completed: true } => HealthCheckResult.Healthy(),
                _ => HealthCheckResult.Unhealthy("It still runs its scripts."),
            };
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy("It does not answer yet.", fault);
        }
    }

    private sealed record Stage(bool Completed, Script[] Scripts);

    private sealed record Script(string Name, string State);
}
