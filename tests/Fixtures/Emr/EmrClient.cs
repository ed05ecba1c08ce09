using System.Text;
using System.Text.Json;

namespace Analytics.Fixtures.Emr;

/// <summary>A client as small as can be: the form of a signature, and JSON.</summary>
public sealed class EmrClient(string address) : IDisposable
{
    public const string Signed =
        "AWS4-HMAC-SHA256 Credential=AKID/20260102/eu-central-1/elasticmapreduce/aws4_request, "
        + "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
        + "Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    public static readonly object OneNode = new { MasterInstanceType = "m5.xlarge", InstanceCount = 1, KeepJobFlowAliveWhenNoSteps = true };

    /// <summary>Processes of their own start slowly where many tests run at once.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new() { BaseAddress = new Uri(address) };

    public static object Step(string name, string? onFailure = null, params string[] arguments) => new
    {
        Name = name,
        ActionOnFailure = onFailure ?? "CONTINUE",
        HadoopJarStep = new
        {
            Jar = "command-runner.jar",
            Args = arguments.Length > 0 ? arguments : ["spark-submit", "job.py"],
        },
    };

    public Task<JsonElement> CallAsync(string operation, object input) =>
        SendAsync($"ElasticMapReduce.{operation}", JsonSerializer.Serialize(input));

    /// <exception cref="EmrFaultException">The API refused.</exception>
    public async Task<JsonElement> SendAsync(
        string? target, string body, string? authorization = Signed, string? date = "20260102T030405Z")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.1"),
        };
        Add("X-Amz-Target", target);
        Add("Authorization", authorization);
        Add("X-Amz-Date", date);
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return answer.IsSuccessStatusCode
            ? json.RootElement.Clone()
            : throw new EmrFaultException(
                (int)answer.StatusCode, json.RootElement.GetProperty("__type").GetString() ?? "",
                json.RootElement.GetProperty("Message").GetString() ?? "");

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    /// <summary>Starts a cluster that waits for steps, or runs these and ends.</summary>
    public async Task<string> RunAsync(
        bool keepAlive = true, int concurrency = 1, bool isProtected = false, string? logUri = null, params object[] steps)
    {
        var answer = await CallAsync("RunJobFlow", new
        {
            Name = "test",
            ReleaseLabel = "emr-7.13.0",
            Applications = new[] { new { Name = "Hadoop" }, new { Name = "Hive" }, new { Name = "Spark" } },
            LogUri = logUri,
            StepConcurrencyLevel = concurrency,
            Instances = new
            {
                MasterInstanceType = "m5.xlarge",
                InstanceCount = 1,
                KeepJobFlowAliveWhenNoSteps = keepAlive,
                TerminationProtected = isProtected,
            },
            Steps = steps,
        });
        return answer.GetProperty("JobFlowId").GetString() ?? "";
    }

    public async Task<IReadOnlyList<string>> AddAsync(string cluster, params object[] steps)
    {
        var answer = await CallAsync("AddJobFlowSteps", new { JobFlowId = cluster, Steps = steps });
        return [.. answer.GetProperty("StepIds").EnumerateArray().Select(id => id.GetString() ?? "")];
    }

    public async Task<JsonElement> StepAsync(string cluster, string step) =>
        (await CallAsync("DescribeStep", new { ClusterId = cluster, StepId = step })).GetProperty("Step");

    /// <summary>States by the steps' names.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StepStatesAsync(string cluster) =>
        (await CallAsync("ListSteps", new { ClusterId = cluster })).GetProperty("Steps").EnumerateArray().ToDictionary(
            step => step.GetProperty("Name").GetString() ?? "",
            step => step.GetProperty("Status").GetProperty("State").GetString() ?? "",
            StringComparer.Ordinal);

    public async Task<JsonElement> ClusterAsync(string cluster) =>
        (await CallAsync("DescribeCluster", new { ClusterId = cluster })).GetProperty("Cluster");

    /// <summary>Waits for a cluster's state; returns the cluster.</summary>
    public async Task<JsonElement> WaitForClusterAsync(string cluster, string state, TimeSpan? limit = null)
    {
        JsonElement found = default;
        await Eventually.TrueAsync(
            async () =>
            {
                found = await ClusterAsync(cluster);
                return State(found) == state;
            },
            limit ?? Limit, $"cluster is {state}");
        return found;
    }

    /// <summary>Waits for a step's state; returns the step.</summary>
    public async Task<JsonElement> WaitForStepAsync(string cluster, string step, string state, TimeSpan? limit = null)
    {
        JsonElement found = default;
        await Eventually.TrueAsync(
            async () =>
            {
                found = await StepAsync(cluster, step);
                return State(found) == state;
            },
            limit ?? Limit, $"step is {state}");
        return found;
    }

    public static string State(JsonElement item) => item.GetProperty("Status").GetProperty("State").GetString() ?? "";

    public static string? Reason(JsonElement item, string name) =>
        item.GetProperty("Status").GetProperty("StateChangeReason").TryGetProperty(name, out var value) ? value.GetString() : null;

    public void Dispose() => _http.Dispose();
}
