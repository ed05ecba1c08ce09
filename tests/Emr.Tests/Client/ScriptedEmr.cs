using System.Collections.Concurrent;
using Analytics.Emr.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Analytics.Emr.Tests.Client;

/// <summary>An EMR that gives the answers of a test, for faults that a real one cannot be made to show.</summary>
internal sealed class ScriptedEmr : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();

    private ScriptedEmr(WebApplication server) => _server = server;

    /// <summary>What came, each as the operation and its JSON.</summary>
    public ConcurrentQueue<(string Operation, string Body, string Authorization)> Requests { get; } = new();

    public EmrClient Client { get; private set; } = null!;

    public static async Task<ScriptedEmr> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var emr = new ScriptedEmr(builder.Build());
        emr._server.MapPost("/", emr.AnswerAsync);
        await emr._server.StartAsync(TestContext.Current.CancellationToken);
        emr.Client = EmrClients.Create(
            new ConfigurationBuilder().Build(), new EmrOptions { Endpoint = emr._server.Urls.Single() }, TimeProvider.System,
            TimeSpan.FromMilliseconds(1));
        return emr;
    }

    public ScriptedEmr Says(string json, int status = 200) => Says(context =>
    {
        context.Response.StatusCode = status;
        return json;
    });

    /// <summary>An answer that depends on what came.</summary>
    public ScriptedEmr Says(Func<HttpContext, string> json)
    {
        _answers.Enqueue(context => context.Response.WriteAsync(json(context)));
        return this;
    }

    /// <summary>Takes the request and cuts the connection.</summary>
    public ScriptedEmr LosesReply()
    {
        _answers.Enqueue(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        return this;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var operation = context.Request.Headers["X-Amz-Target"].ToString().Replace("ElasticMapReduce.", "", StringComparison.Ordinal);
        Requests.Enqueue((operation, await reader.ReadToEndAsync(), context.Request.Headers.Authorization.ToString()));
        if (_answers.TryDequeue(out var answer))
        {
            await answer(context);
            return;
        }

        context.Response.StatusCode = 400;
        await context.Response.WriteAsync("""{"__type":"ValidationException","Message":"The test has no further answer."}""");
    }
}
