using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Analytics.Telemetry;

namespace Analytics.Aws;

/// <summary>
/// One client span for each call of AWS, retries included, in the words of OpenTelemetry's conventions for the AWS SDK. Names of buckets,
/// keys and queues are all that it takes from a request: no body, no credentials, no address.
/// </summary>
internal sealed class AwsTelemetry : PipelineHandler
{
    public const string Name = "Analytics.Aws";

    private const string RequestSuffix = "Request";

    private static readonly ActivitySource Source = new(Name);
    private static readonly ConcurrentDictionary<Type, (string Attribute, Func<object, object?> Read)[]> Readers = new();

    /// <summary>Has every client that is made from now on tell of its calls.</summary>
    public static void Register() => RuntimePipelineCustomizerRegistry.Instance.Register(new Customizer());

    public override void InvokeSync(IExecutionContext executionContext)
    {
        using var activity = Start(executionContext.RequestContext);
        try
        {
            base.InvokeSync(executionContext);
            End(activity, executionContext);
        }
        catch (Exception exception)
        {
            Fail(activity, executionContext, exception);
            throw;
        }
    }

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        using var activity = Start(executionContext.RequestContext);
        try
        {
            var response = await base.InvokeAsync<T>(executionContext);
            End(activity, executionContext);
            return response;
        }
        catch (Exception exception)
        {
            Fail(activity, executionContext, exception);
            throw;
        }
    }

    private static Activity? Start(IRequestContext context)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var (service, request) = (context.ServiceMetaData.ServiceId, context.OriginalRequest);
        var method = request.GetType().Name;
        method = method.EndsWith(RequestSuffix, StringComparison.Ordinal) ? method[..^RequestSuffix.Length] : method;
        var activity = Source.StartActivity($"{service}/{method}", ActivityKind.Client)
            ?.SetTag("rpc.system", "aws-api")
            .SetTag("rpc.service", service)
            .SetTag("rpc.method", method)
            .SetTag("cloud.region", context.ClientConfig.RegionEndpoint?.SystemName ?? context.ClientConfig.AuthenticationRegion);
        foreach (var (attribute, read) in activity is null ? [] : Readers.GetOrAdd(request.GetType(), ReadersOf))
        {
            activity?.SetTag(attribute, read(request));
        }

        return activity;
    }

    private static void End(Activity? activity, IExecutionContext context)
    {
        if (activity is not null && context.ResponseContext.Response is { } response)
        {
            Tell(activity, response.HttpStatusCode, response.ResponseMetadata?.RequestId, context);
        }
    }

    private static void Fail(Activity? activity, IExecutionContext context, Exception exception)
    {
        var answer = exception as AmazonServiceException;
        if (activity is not null)
        {
            Tell(activity, answer?.StatusCode ?? default, answer?.RequestId, context);
        }

        // That an object is not there, or is another, is an answer.
        if (answer?.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed or HttpStatusCode.NotModified))
        {
            activity.Fail(answer?.ErrorCode is { Length: > 0 } code ? code : exception.GetType().FullName ?? "");
        }
    }

    private static void Tell(Activity activity, HttpStatusCode status, string? requestId, IExecutionContext context)
    {
        activity.SetTag("aws.request_id", requestId).SetTag("http.response.status_code", status == default ? null : (int)status);
        if (context.RequestContext.Retries is > 0 and var retries)
        {
            activity.SetTag("http.request.resend_count", retries);
        }
    }

    private static (string Attribute, Func<object, object?> Read)[] ReadersOf(Type request)
    {
        (string Property, string Attribute)[] names =
            [("BucketName", "aws.s3.bucket"), ("Key", "aws.s3.key"), ("QueueUrl", "aws.sqs.queue.url")];
        return
        [
            .. from name in names
               let property = request.GetProperty(name.Property)
               where property is not null
               select (name.Attribute, (Func<object, object?>)property.GetValue),
        ];
    }

    private sealed class Customizer : IRuntimePipelineCustomizer
    {
        public string UniqueName => Name;

        public void Customize(Type type, RuntimePipeline pipeline) => pipeline.AddHandler(new AwsTelemetry());
    }
}
