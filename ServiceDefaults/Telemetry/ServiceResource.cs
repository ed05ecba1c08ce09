using System.Reflection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Resources;

namespace Analytics.ServiceDefaults.Telemetry;

/// <summary>Who the telemetry is from, where the environment does not say it: <c>Analytics.Ingestor</c> is <c>ingestor</c>.</summary>
internal static class ServiceResource
{
    private const string Namespace = "analytics";
    private const string NameVariable = "OTEL_SERVICE_NAME";
    private const string AttributesVariable = "OTEL_RESOURCE_ATTRIBUTES";

    public static ResourceBuilder AddPlatformService(this ResourceBuilder resource, IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (!string.IsNullOrEmpty(configuration[NameVariable]) || IsGiven("service.name="))
        {
            return resource;
        }

        var application = builder.Environment.ApplicationName;
        return resource.AddService(
            application[(application.LastIndexOf('.') + 1)..].ToLowerInvariant(),
            Namespace,
            Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3),
            autoGenerateServiceInstanceId: !IsGiven("service.instance.id="));

        bool IsGiven(string attribute) => configuration[AttributesVariable]?.Contains(attribute, StringComparison.Ordinal) is true;
    }
}
