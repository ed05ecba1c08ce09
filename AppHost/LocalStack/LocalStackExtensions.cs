using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Analytics.AppHost.LocalStack;

internal static class LocalStackExtensions
{
    private const string Region = "us-east-1";
    private const string TokenSetting = "LocalStack:AuthToken";
    private const string ScriptFolder = "/etc/localstack/init/ready.d";
    private const string Script = "prepare.py";

    /// <summary>Adds the emulator; for local runs alone. A token, where <c>LocalStack:AuthToken</c> is set, reaches it as a secret.</summary>
    public static IResourceBuilder<LocalStackResource> AddLocalStack(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null)
    {
        var resource = new LocalStackResource(name);
        var ready = $"{name}-ready";
        builder.Services.AddHttpClient(ready, http => http.Timeout = TimeSpan.FromSeconds(5));
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            ready,
            services => new LocalStackReady(services.GetRequiredService<IHttpClientFactory>().CreateClient(ready), () => resource.Address),
            failureStatus: null,
            tags: null));

        var localStack = builder.AddResource(resource)
            .WithImage(LocalStackImage.Name, LocalStackImage.Tag)
            .WithImageRegistry(LocalStackImage.Registry)
            .WithHttpEndpoint(port: port, targetPort: LocalStackResource.Port, name: LocalStackResource.EndpointName)
            .WithHealthCheck(ready)
            .WithEnvironment("SERVICES", "s3,sqs,sns,sts")
            .WithEnvironment("EAGER_SERVICE_LOADING", "1")
            .WithEnvironment("PREPARE_REGION", Region)
            .WithContainerFiles(ScriptFolder, [new ContainerFile { Name = Script, Contents = ReadScript() }])
            .WithIconName("CloudCube")
            .ExcludeFromManifest();
        if (!string.IsNullOrWhiteSpace(builder.Configuration[TokenSetting]))
        {
            localStack.WithEnvironment(
                "LOCALSTACK_AUTH_TOKEN", builder.AddParameterFromConfiguration("localstack-auth-token", TokenSetting, secret: true));
        }

        return localStack;
    }

    /// <summary>Makes buckets when the emulator is ready.</summary>
    public static IResourceBuilder<LocalStackResource> WithBuckets(this IResourceBuilder<LocalStackResource> localStack, params string[] buckets) =>
        localStack.WithEnvironment("PREPARE_BUCKETS", string.Join(',', buckets));

    /// <summary>Makes a queue and one for its dead letters, and has the bucket announce new objects there.</summary>
    public static IResourceBuilder<LocalStackResource> WithFileEvents(
        this IResourceBuilder<LocalStackResource> localStack, string bucket, string queue) =>
        localStack.WithEnvironment("PREPARE_FILE_EVENTS", $"{bucket}:{queue}");

    /// <summary>Points a service to the emulator, with the keys that it takes.</summary>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> service, IResourceBuilder<LocalStackResource> localStack)
        where T : IResourceWithEnvironment =>
        service.WithEnvironment("AWS_ENDPOINT_URL", localStack.Resource.ConnectionStringExpression)
            .WithEnvironment("AWS_REGION", Region)
            .WithEnvironment("AWS_ACCESS_KEY_ID", "test")
            .WithEnvironment("AWS_SECRET_ACCESS_KEY", "test")
            .WithReferenceRelationship(localStack);

    private static string ReadScript()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Script)
            ?? throw new InvalidOperationException($"The build did not embed {Script}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
