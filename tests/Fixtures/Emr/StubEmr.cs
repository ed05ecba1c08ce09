using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Analytics.Fixtures.Emr;

/// <summary>An EMR whose clusters and steps stand as long as a test wants, and whose calls are refused as it wants.</summary>
public sealed class StubEmr : IAsyncDisposable
{
    private const string TypeName = "__type";
    private readonly WebApplication _server;
    private readonly Lock _lock = new();
    private readonly List<JsonObject> _clusters = [];
    private readonly List<StubStep> _steps = [];
    private readonly List<string> _calls = [];

    private StubEmr(WebApplication server) => _server = server;

    public string Address => _server.Urls.Single();

    /// <summary>The refusal of an operation, as its code; null where it is answered.</summary>
    public Func<string, string?> Refusal { get; set; } = _ => null;

    /// <summary>The operations that are done and whose reply is lost.</summary>
    public Func<string, bool> LosesReply { get; set; } = _ => false;

    /// <summary>How far its clock is ahead of this machine's.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>What a cluster takes to start.</summary>
    public TimeSpan StartDelay { get; set; }

    public IReadOnlyList<StubStep> Steps => Locked(() => _steps.ToList());

    /// <summary>Operations, in the order in which they came.</summary>
    public IReadOnlyList<string> Calls => Locked(() => _calls.ToList());

    public int Clusters => Locked(() => _clusters.Count);

    public static async Task<StubEmr> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var emr = new StubEmr(builder.Build());
        emr._server.MapPost("/", emr.AnswerAsync);
        await emr._server.StartAsync(TestContext.Current.CancellationToken);
        return emr;
    }

    /// <summary>Ends a step.</summary>
    public void End(string stepId, string state) => Locked(() => _steps.Single(step => step.Id == stepId).State = state);

    /// <summary>Forgets a step, as if it had never been added.</summary>
    public void Remove(string stepId) => Locked(() => _steps.RemoveAll(step => step.Id == stepId));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        var request = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
        Locked(() => _calls.Add(operation));
        if (operation == "RunJobFlow")
        {
            await Task.Delay(StartDelay, TimeProvider.System, context.RequestAborted);
        }

        var answer = Refusal(operation) is { } refusal ? Refused(refusal) : Locked(() => Answer(operation, request));
        if (LosesReply(operation))
        {
            context.Abort();
            return;
        }

        context.Response.GetTypedHeaders().Date = Now;
        context.Response.StatusCode = answer.ContainsKey(TypeName) ? 400 : 200;
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private JsonObject Answer(string operation, JsonObject request)
    {
        string Text(string name) => request[name]!.GetValue<string>();
        switch (operation)
        {
            case "RunJobFlow":
                _clusters.Add(new JsonObject
                {
                    ["Id"] = $"j-{_clusters.Count + 1}",
                    ["Name"] = Text("Name"),
                    ["Status"] = new JsonObject { ["State"] = "WAITING" },
                });
                return new JsonObject { ["JobFlowId"] = $"j-{_clusters.Count}" };
            case "ListClusters":
                return new JsonObject { [nameof(Clusters)] = new JsonArray([.. _clusters.Select(cluster => cluster.DeepClone())]) };
            case "DescribeCluster":
                return new JsonObject { ["Cluster"] = _clusters.First(found => $"{found["Id"]}" == Text("ClusterId")).DeepClone() };
            case "AddJobFlowSteps":
                var added = request[nameof(Steps)]![0]!;
                _steps.Add(new StubStep(
                    $"s-{_steps.Count + 1}", Text("JobFlowId"), $"{added["Name"]}",
                    [.. added["HadoopJarStep"]!["Args"]!.AsArray().Select(argument => $"{argument}")], Now));
                return new JsonObject { ["StepIds"] = new JsonArray(_steps[^1].Id) };
            case "ListSteps":
                var states = request["StepStates"]?.AsArray().Select(state => $"{state}").ToList();
                return new JsonObject
                {
                    [nameof(Steps)] = new JsonArray([.. Enumerable.Reverse(_steps)
                        .Where(step => step.ClusterId == Text("ClusterId") && states?.Contains(step.State) is not false)
                        .Select(step => step.ToJson())]),
                };
            case "DescribeStep":
                return _steps.FirstOrDefault(step => step.Id == Text("StepId")) is { } found
                    ? new JsonObject { ["Step"] = found.ToJson() }
                    : Refused("InvalidRequestException");
            case "CancelSteps":
                var ids = request["StepIds"]!.AsArray().Select(id => $"{id}").ToList();
                _steps.FindAll(step => ids.Contains(step.Id)).ForEach(step => step.State = "CANCELLED");
                return new JsonObject();
            default:
                return new JsonObject();
        }
    }

    private DateTimeOffset Now => TimeProvider.System.GetUtcNow() + ClockOffset;

    private static JsonObject Refused(string code) => new() { [TypeName] = code, ["Message"] = $"The test has it refused: {code}." };

    private T Locked<T>(Func<T> action)
    {
        lock (_lock)
        {
            return action();
        }
    }

    private void Locked(Action action)
    {
        lock (_lock)
        {
            action();
        }
    }
}
