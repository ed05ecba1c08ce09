using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Amazon.Runtime;
using Analytics.Retries;

namespace Analytics.Emr.Client;

/// <summary>
/// The operations of Amazon EMR that jobs need. Calls that may be repeated are, after throttling, faults of the service and lost
/// replies; those that would do a thing twice are repeated only where EMR said that it did not do it.
/// </summary>
/// <param name="http">Signs what it sends; its base address is the endpoint.</param>
internal sealed class EmrClient(HttpClient http, TimeProvider time)
{
    public const string Service = "elasticmapreduce";

    public static readonly TimeSpan UsualDelay = TimeSpan.FromMilliseconds(500);

    private const int MaxAttempts = 8;
    private const int MaxErrorBytes = 64 * 1024;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);
    private static readonly string[] Throttled =
        ["ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded", "RequestThrottled"];

    private static readonly string[] Expired = ["ExpiredTokenException", "ExpiredToken", "RequestExpired"];

    // Replaced whole, since calls are made side by side.
    private Tuple<DateTimeOffset, long>? _told;

    /// <summary>
    /// EMR's own time, by which it dates what it tells: that of its last answer, and what has passed since. This machine's clock may be off.
    /// </summary>
    public DateTimeOffset Now => _told is var (at, then) ? at + time.GetElapsedTime(then) : time.GetUtcNow();

    /// <summary>Before the first repetition, at most; doubled for each further one.</summary>
    public TimeSpan FirstDelay { get; init; } = UsualDelay;

    /// <summary>Starts a cluster. A lost reply is thrown as such: whether it starts is to be looked up by its name.</summary>
    public async Task<string> RunJobFlowAsync(EmrClusterRequest request, CancellationToken cancellationToken) =>
        (await CallAsync<JobFlowAnswer>("RunJobFlow", request, isRepeatable: false, cancellationToken)).JobFlowId;

    /// <summary>Adds a step. A lost reply is thrown as such: whether there is one is to be looked up by its name.</summary>
    public async Task<string> AddStepAsync(
        string clusterId, string name, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var step = new
        {
            Name = name,
            ActionOnFailure = "CONTINUE",
            HadoopJarStep = new { Jar = "command-runner.jar", Args = arguments },
        };
        var answer = await CallAsync<AddStepsAnswer>(
            "AddJobFlowSteps", new { JobFlowId = clusterId, Steps = new[] { step } }, isRepeatable: false, cancellationToken);
        return answer.StepIds.Single();
    }

    public async Task<EmrCluster> DescribeClusterAsync(string clusterId, CancellationToken cancellationToken) =>
        (await CallAsync<ClusterAnswer>(
            "DescribeCluster", new { ClusterId = clusterId }, isRepeatable: true, cancellationToken)).Cluster;

    public async Task<EmrStep> DescribeStepAsync(string clusterId, string stepId, CancellationToken cancellationToken) =>
        (await CallAsync<StepAnswer>(
            "DescribeStep", new { ClusterId = clusterId, StepId = stepId }, isRepeatable: true, cancellationToken)).Step;

    /// <summary>Clusters in some states, newest first.</summary>
    public async IAsyncEnumerable<EmrCluster> ListClustersAsync(
        IReadOnlyList<string> states, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? marker = null;
        do
        {
            var page = await CallAsync<ClustersAnswer>(
                "ListClusters", new { ClusterStates = states, Marker = marker }, isRepeatable: true, cancellationToken);
            foreach (var cluster in page.Clusters ?? [])
            {
                yield return cluster;
            }

            marker = page.Marker;
        }
        while (marker is not null);
    }

    /// <summary>A cluster's steps, newest first; in some states, or all.</summary>
    public async IAsyncEnumerable<EmrStep> ListStepsAsync(
        string clusterId, IReadOnlyList<string>? states, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? marker = null;
        do
        {
            var page = await CallAsync<StepsAnswer>(
                "ListSteps", new { ClusterId = clusterId, StepStates = states, Marker = marker }, isRepeatable: true,
                cancellationToken);
            foreach (var step in page.Steps ?? [])
            {
                yield return step;
            }

            marker = page.Marker;
        }
        while (marker is not null);
    }

    /// <summary>The machines that a cluster has or had.</summary>
    public async IAsyncEnumerable<EmrInstance> ListInstancesAsync(
        string clusterId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? marker = null;
        do
        {
            var page = await CallAsync<InstancesAnswer>(
                "ListInstances", new { ClusterId = clusterId, Marker = marker }, isRepeatable: true, cancellationToken);
            foreach (var instance in page.Instances ?? [])
            {
                yield return instance;
            }

            marker = page.Marker;
        }
        while (marker is not null);
    }

    /// <summary>Ends a step by force; one that is over already stays as it is.</summary>
    public Task CancelStepAsync(string clusterId, string stepId, CancellationToken cancellationToken) => CallAsync<JsonElement>(
        "CancelSteps",
        new { ClusterId = clusterId, StepIds = new[] { stepId }, StepCancellationOption = "TERMINATE_PROCESS" },
        isRepeatable: true,
        cancellationToken);

    private async Task<T> CallAsync<T>(string operation, object request, bool isRepeatable, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), EmrJson.Wire);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendAsync<T>(operation, body, cancellationToken);
            }
            catch (EmrException exception) when (
                exception.IsTransient && (isRepeatable || !exception.IsOutcomeUnknown) && attempt < MaxAttempts)
            {
                await Task.Delay(new Backoff(FirstDelay, LongestDelay).After(attempt - 1), time, cancellationToken);
            }
        }
    }

    private async Task<T> SendAsync<T>(string operation, byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "");
        request.Headers.Add("X-Amz-Target", $"ElasticMapReduce.{operation}");
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            if (answer.Headers.Date is { } at)
            {
                _told = Tuple.Create(at, time.GetTimestamp());
            }

            var content = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return answer.IsSuccessStatusCode
                ? JsonSerializer.Deserialize<T>(content, EmrJson.Wire) ?? throw new JsonException("The answer is null.")
                : throw Refusal(operation, answer.StatusCode, content);
        }
        catch (AmazonClientException exception)
        {
            throw new EmrException(
                "NoCredentials", $"There are no credentials to sign {operation} with: {exception.Message}", isTransient: true,
                isOutcomeUnknown: false, exception);
        }
        catch (JsonException exception)
        {
            throw new EmrException(
                EmrException.Unavailable, $"EMR's answer to {operation} at {http.BaseAddress} cannot be read: {exception.Message}",
                isTransient: true, isOutcomeUnknown: true, exception);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException
            || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new EmrException(
                EmrException.Unavailable, $"EMR did not answer {operation} at {http.BaseAddress}: {exception.Message}",
                isTransient: true, isOutcomeUnknown: true, exception);
        }
    }

    private static EmrException Refusal(string operation, HttpStatusCode status, byte[] content)
    {
        var (code, message) = ReadRefusal(content);
        var isThrottled = status == HttpStatusCode.TooManyRequests || Throttled.Contains(code);
        var isFault = (int)status >= 500;
        return new EmrException(
            code ?? ((int)status).ToString(CultureInfo.InvariantCulture),
            $"EMR refused {operation}: {message ?? $"status {(int)status}"}",
            isThrottled || isFault || Expired.Contains(code),
            isFault && !isThrottled);
    }

    private static (string? Code, string? Message) ReadRefusal(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content.AsMemory(0, Math.Min(content.Length, MaxErrorBytes)));
            string? Text(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;

            // com.amazonaws.elasticmapreduce.v20090331#ValidationException
            return (Text("__type")?.Split('#')[^1], Text("Message") ?? Text("message"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, null);
        }
    }

    private sealed record JobFlowAnswer(string JobFlowId);

    private sealed record AddStepsAnswer(IReadOnlyList<string> StepIds);

    private sealed record ClusterAnswer(EmrCluster Cluster);

    private sealed record StepAnswer(EmrStep Step);

    private sealed record ClustersAnswer(IReadOnlyList<EmrCluster>? Clusters, string? Marker);

    private sealed record InstancesAnswer(IReadOnlyList<EmrInstance>? Instances, string? Marker);

    private sealed record StepsAnswer(IReadOnlyList<EmrStep>? Steps, string? Marker);
}
