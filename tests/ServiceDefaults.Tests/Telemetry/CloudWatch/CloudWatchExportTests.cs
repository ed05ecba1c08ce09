using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Analytics.Fixtures.Network;
using Analytics.Fixtures.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Analytics.ServiceDefaults.Tests.Telemetry.CloudWatch;

/// <summary>
/// All three signals on their way to CloudWatch, as its endpoints would get them. All hosts of a process hear of all its spans, of which
/// one test makes more than their queues hold: so tests of telemetry run one after the other.
/// </summary>
[Collection(nameof(CloudWatchExportTests))]
public sealed class CloudWatchExportTests
{
    private const int Flush = 20_000;

    [Fact]
    public async Task Span_WithARegion_IsSentSignedToXRay()
    {
        await using var sink = await OtlpCollector.StartAsync();
        using var host = Host(sink.Address);
        await host.StartAsync(TestContext.Current.CancellationToken);
        using (var source = new ActivitySource("Analytics.Test"))
        using (var activity = source.StartActivity("a step"))
        {
            Assert.True(activity?.Recorded);
        }

        Assert.True(host.Services.GetRequiredService<TracerProvider>().ForceFlush(Flush));

        var sent = Assert.Single(sink.Requests, request => request.Path == "/v1/traces");
        Assert.Contains(sink.Spans, span => span.Name == "a step");
        Assert.Equal("application/x-protobuf", sent.Headers["Content-Type"]);
        Assert.Equal("gzip", sent.Headers["Content-Encoding"]);
        Assert.Matches(
            "^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/eu-central-1/xray/aws4_request, SignedHeaders=.*, Signature=[0-9a-f]{64}$",
            sent.Headers["Authorization"]);
    }

    [Fact]
    public async Task Metric_WithARegion_IsSentSignedToCloudWatch()
    {
        await using var sink = await OtlpCollector.StartAsync();
        using var host = Host(sink.Address);
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var meter = new Meter("Analytics.Test");
        meter.CreateCounter<long>("analytics.test.count").Add(1);

        Assert.True(host.Services.GetRequiredService<MeterProvider>().ForceFlush(Flush));

        var sent = sink.Requests.First(request => request.Path == "/v1/metrics");
        Assert.Contains(sink.Points, point => point is { Name: "analytics.test.count", Value: 1 });
        Assert.Contains("/eu-central-1/monitoring/", sent.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_StreamMissing_IsMadeAndTheRecordSentAgain()
    {
        await using var sink = await OtlpCollector.StartAsync();
        var isMade = false;
        sink.Answer = request =>
        {
            isMade |= request.Headers.GetValueOrDefault("X-Amz-Target") == "Logs_20140328.CreateLogStream";
            return request.Path != "/v1/logs" || isMade
                ? (200, "")
                : (400, """{"__type":"ResourceNotFoundException","message":"The specified log group does not exist."}""");
        };
        using var host = Host(sink.Address);
        await host.StartAsync(TestContext.Current.CancellationToken);
        host.Services.GetRequiredService<ILogger<CloudWatchExportTests>>().LogWarning("It is late");

        Assert.True(host.Services.GetRequiredService<LoggerProvider>().ForceFlush(Flush));

        Assert.Contains(sink.Requests, request => request.Headers.GetValueOrDefault("X-Amz-Target") == "Logs_20140328.CreateLogGroup"
            && Encoding.UTF8.GetString(request.Body) == """{"logGroupName":"/test/group"}""");
        var sent = sink.Requests.Where(request => request.Path == "/v1/logs").ToList();
        Assert.Equal(2, sink.Records.Count(record => record.Body == "It is late"));
        Assert.All(sent, request => Assert.Equal("/test/group", request.Headers["x-aws-log-group"]));
        Assert.All(sent, request => Assert.Equal("the-stream", request.Headers["x-aws-log-stream"]));
        Assert.All(sink.Requests, request => Assert.Contains("/eu-central-1/", request.Headers["Authorization"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Records_SinkAnswersNothing_BlockNobodyAndTheQueueStaysBounded()
    {
        await using var sink = await OtlpCollector.StartAsync();
        await using var proxy = new FaultProxy(sink.Address) { Rule = FaultRule.Timeout(afterBytes: 1, times: int.MaxValue) };
        using var host = Host(proxy.Address);
        await host.StartAsync(TestContext.Current.CancellationToken);
        var logger = host.Services.GetRequiredService<ILogger<CloudWatchExportTests>>();
        using var source = new ActivitySource("Analytics.Test");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        // Far more than any queue holds. Were one of them unbounded or blocking, the test would not end or the memory would grow.
        await Task.Run(
            () =>
            {
                for (var number = 0; number < 200_000; number++)
                {
                    using var activity = source.StartActivity("a step");
                    logger.LogWarning("Record {Number}", number);
                }
            },
            TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 << 20);
    }

    private static IHost Host(string address)
    {
        // The test runner's own activity is not recorded, and what it began would not be either.
        Activity.Current = null;
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Telemetry:CloudWatch:Region"] = "eu-central-1",
            ["Telemetry:CloudWatch:LogGroup"] = "/test/group",
            ["Telemetry:CloudWatch:LogStream"] = "the-stream",
            ["Telemetry:CloudWatch:TracesEndpoint"] = $"{address}/v1/traces",
            ["Telemetry:CloudWatch:MetricsEndpoint"] = $"{address}/v1/metrics",
            ["Telemetry:CloudWatch:LogsEndpoint"] = $"{address}/v1/logs",
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "secret");
        builder.AddServiceDefaults();
        return builder.Build();
    }
}
