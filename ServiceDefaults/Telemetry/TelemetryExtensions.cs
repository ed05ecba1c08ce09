using System.Diagnostics;
using Analytics.ServiceDefaults.Health;
using Analytics.ServiceDefaults.Telemetry.CloudWatch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Analytics.ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs; sent by OTLP only where an endpoint is configured.</summary>
internal static class TelemetryExtensions
{
    /// <summary>Sources and meters of the platform's own are named after it.</summary>
    private const string PlatformSources = "Analytics.*";

    /// <summary>The source of Core's spans of AWS calls.</summary>
    private const string AwsSource = "Analytics.Aws";

    private const string SamplerVariable = "OTEL_TRACES_SAMPLER";
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.AddLogLevels();
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddPlatformService(builder))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddNpgsqlInstrumentation()
                .AddMeter(PlatformSources))
            .WithTracing(tracing => tracing
                .AddSource(PlatformSources)
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !context.Request.IsHealthPath())
                .AddHttpClientInstrumentation(options => options.FilterHttpRequestMessage = _ => !IsWithinAwsCall())
                .AddNpgsql());

        // Set here, a sampler would hold against the one that an operator names.
        if (string.IsNullOrWhiteSpace(builder.Configuration[SamplerVariable]))
        {
            telemetry.WithTracing(tracing => tracing.SetSampler(new ParentBasedSampler(new CausedSampler())));
        }

        if (!string.IsNullOrWhiteSpace(builder.Configuration[EndpointVariable]))
        {
            // One for each signal: the exporter for all of them at once admits no second target beside it.
            telemetry
                .WithTracing(tracing => tracing.AddOtlpExporter())
                .WithMetrics(metrics => metrics.AddOtlpExporter())
                .WithLogging(logging => logging.AddOtlpExporter());
        }

        builder.AddCloudWatch(telemetry);
    }

    /// <summary>A call of AWS is a span of its own, which says more and without addresses that are signed.</summary>
    private static bool IsWithinAwsCall() => Activity.Current is { } request && (IsAwsCall(request) || IsAwsCall(request.Parent));

    private static bool IsAwsCall(Activity? activity) => activity?.Source.Name == AwsSource;
}
