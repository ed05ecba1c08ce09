using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Analytics.ServiceDefaults.Tests.Telemetry.CloudWatch;

/// <summary>Stands where CloudWatch's endpoints would: keeps what is sent there, and answers as told.</summary>
internal sealed class OtlpSink : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpSink(WebApplication app) => _app = app;

    public ConcurrentQueue<SentRequest> Requests { get; } = new();

    /// <summary>Status and body of the answer to a request; 200 and nothing unless told otherwise.</summary>
    public Func<SentRequest, (int Status, string Body)> Answer { get; set; } = _ => (200, "");

    public string Address => _app.Urls.First();

    public static async Task<OtlpSink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var sink = new OtlpSink(app);
        app.MapFallback(sink.TakeAsync);
        app.MapPost("/", sink.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return sink;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

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
