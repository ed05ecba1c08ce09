using Amazon.Runtime.Credentials;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Analytics.ServiceDefaults.Telemetry.CloudWatch;

/// <summary>
/// OTLP over HTTP to X-Ray, CloudWatch Logs and CloudWatch metrics. Exports run beside the work, from bounded queues that drop what
/// does not fit, so that a sink that is down blocks nothing.
/// </summary>
internal static class CloudWatchExtensions
{
    // Options of one name are one for all signals, and the last signal's settings would hold.
    private const string TracesName = "cloudwatch-traces";
    private const string MetricsName = "cloudwatch-metrics";
    private const string LogsName = "cloudwatch-logs";
    private const int QueueLength = 2048;
    private const int RecordsAtOnce = 512;

    // What the endpoints take in one request.
    private const int MostTraceBytes = 5_000_000;
    private const int MostBytes = 1_000_000;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    public static void AddCloudWatch(this IHostApplicationBuilder builder, OpenTelemetryBuilder telemetry)
    {
        builder.Services.AddOptions<CloudWatchOptions>().BindConfiguration(CloudWatchOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<CloudWatchOptions>, ValidateCloudWatchOptions>();
        var options = builder.Configuration.GetSection(CloudWatchOptions.Section).Get<CloudWatchOptions>() ?? new CloudWatchOptions();
        if (options.Region.Length == 0)
        {
            return;
        }

        var client = new CloudWatchClient(
            options, builder.Environment.ApplicationName, () => DefaultAWSCredentialsIdentityResolver.GetCredentials());
        telemetry
            .WithTracing(tracing => tracing.AddOtlpExporter(TracesName, exporter =>
            {
                Configure(exporter, options.Traces, MostTraceBytes, client.Traces);
                exporter.BatchExportProcessorOptions.MaxQueueSize = QueueLength;
                exporter.BatchExportProcessorOptions.MaxExportBatchSize = RecordsAtOnce;
            }))
            .WithMetrics(metrics => metrics.AddOtlpExporter(MetricsName, (exporter, reader) =>
            {
                Configure(exporter, options.Metrics, MostBytes, client.Metrics);
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.MetricInterval.TotalMilliseconds;
            }))
            .WithLogging(logging => logging.AddOtlpExporter(LogsName, (exporter, processor) =>
            {
                Configure(exporter, options.Logs, MostBytes, client.Logs);
                processor.BatchExportProcessorOptions.MaxQueueSize = QueueLength;
                processor.BatchExportProcessorOptions.MaxExportBatchSize = RecordsAtOnce;
            }));
    }

    private static void Configure(OtlpExporterOptions exporter, Uri endpoint, int mostBytes, Func<HttpClient> client)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = endpoint;
        exporter.Compression = OtlpExportCompression.GZip;
        exporter.MaxRequestSizeBytes = mostBytes;
        exporter.TimeoutMilliseconds = (int)AnswerLimit.TotalMilliseconds;
        exporter.HttpClientFactory = client;
    }
}
