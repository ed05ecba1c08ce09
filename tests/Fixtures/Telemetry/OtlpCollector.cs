using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Analytics.Fixtures.Telemetry;

/// <summary>Stands where telemetry is sent by OTLP over HTTP: keeps what comes, reads it, and answers as told.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpCollector(WebApplication app) => _app = app;

    public ConcurrentQueue<SentRequest> Requests { get; } = new();

    /// <summary>Status and body of the answer to a request; 200 and nothing unless told otherwise.</summary>
    public Func<SentRequest, (int Status, string Body)> Answer { get; set; } = _ => (200, "");

    public string Address => _app.Urls.First();

    /// <summary>All spans that were sent so far.</summary>
    public IReadOnlyList<OtlpSpan> Spans => [.. Messages("/v1/traces").SelectMany(OtlpSpan.ReadAll)];

    /// <summary>All points of metrics that were sent so far, the last one last.</summary>
    public IReadOnlyList<OtlpPoint> Points => [.. Messages("/v1/metrics").SelectMany(OtlpPoint.ReadAll)];

    /// <summary>All records of logs that were sent so far.</summary>
    public IReadOnlyList<OtlpRecord> Records => [.. Messages("/v1/logs").SelectMany(OtlpRecord.ReadAll)];

    /// <summary>What makes a service send here, and soon.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new OtlpCollector(app);
        app.MapFallback(collector.TakeAsync);
        app.MapPost("/", collector.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IEnumerable<ProtobufMessage> Messages(string path) => Requests
        .Where(request => request.Path == path)
        .Select(request => new ProtobufMessage(request.Plain()));

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new SentRequest(context.Request.Method, context.Request.Path, headers, body.ToArray());
        Requests.Enqueue(request);
        var (status, answer) = Answer(request);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }
}
